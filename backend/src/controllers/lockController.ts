import type { lockApi } from '@hms/contract/lock'
import type { Response } from 'express'
import * as lockService from '../services/lockService.ts'
import type { Handler } from '../utils/http.ts'
import { presented } from '../utils/presented.ts'
import { giveTokens } from '../utils/sessionCookies.ts'

type Api = typeof lockApi

export const state: Handler<Api['state']> = (ctx, _input, exchange) => lockService.state(ctx, presented(exchange))

export const lock: Handler<Api['lock']> = async (ctx) => void (await lockService.lock(ctx))

export const unlock: Handler<Api['unlock']> = async (ctx, { body }, exchange) =>
  opened(exchange.res, await lockService.unlock(ctx, presented(exchange), body))

const opened = (res: Response, { opened, state }: lockService.Unlocked) => ({ ...state, ...giveTokens(res, opened) })

export const unlockPasskey: Handler<Api['unlockPasskey']> = (ctx, _input, exchange) =>
  lockService.unlockPasskey(ctx, presented(exchange))

export const activity: Handler<Api['activity']> = async (ctx, { body }) =>
  void (await lockService.activity(ctx, body.secondsAgo))
