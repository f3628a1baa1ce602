import type { lockApi } from '@hms/contract/lock'
import * as lockService from '../services/lockService.ts'
import type { Handler } from '../utils/http.ts'
import { presented } from '../utils/presented.ts'

type Api = typeof lockApi

export const state: Handler<Api['state']> = (ctx, _input, exchange) => lockService.state(ctx, presented(exchange))

export const lock: Handler<Api['lock']> = async (ctx) => void (await lockService.lock(ctx))

export const unlock: Handler<Api['unlock']> = (ctx, { body }, exchange) =>
  lockService.unlock(ctx, presented(exchange), body)

export const unlockPasskey: Handler<Api['unlockPasskey']> = (ctx, _input, exchange) =>
  lockService.unlockPasskey(ctx, presented(exchange))

export const activity: Handler<Api['activity']> = async (ctx, { body }) =>
  void (await lockService.activity(ctx, body.secondsAgo))
