import type { lockApi } from '@hms/contract/lock'
import * as lockService from '../services/lockService.ts'
import { cookieOf, REFRESH_COOKIE } from '../utils/cookies.ts'
import type { Exchange, Handler } from '../utils/http.ts'

type Api = typeof lockApi

const presented = ({ req }: Exchange): lockService.Presented => ({
  refreshToken: cookieOf(req, REFRESH_COOKIE),
  identity: req.hms.identity,
})

export const state: Handler<Api['state']> = (ctx, _input, exchange) => lockService.state(ctx, presented(exchange))

export const lock: Handler<Api['lock']> = async (ctx) => void (await lockService.lock(ctx))

export const unlock: Handler<Api['unlock']> = (ctx, { body }, exchange) =>
  lockService.unlock(ctx, presented(exchange), body)

export const unlockPasskey: Handler<Api['unlockPasskey']> = (ctx, _input, exchange) =>
  lockService.unlockPasskey(ctx, presented(exchange))

export const activity: Handler<Api['activity']> = async (ctx, { body }) =>
  void (await lockService.activity(ctx, body.secondsAgo))
