import type { oidcApi } from '@hms/contract/oidc'
import * as oidcService from '../services/oidcService/index.ts'
import { cookieOf, OIDC_COOKIE } from '../utils/cookies.ts'
import type { Handler } from '../utils/http.ts'
import { presented } from '../utils/presented.ts'
import { arriveWith, leaveWith } from '../utils/sessionCookies.ts'

type Api = typeof oidcApi

export const provider: Handler<Api['provider']> = (ctx) => oidcService.provider(ctx)

export const start: Handler<Api['start']> = async (ctx, { body }, exchange) => ({
  location: leaveWith(
    exchange.res,
    await oidcService.start(ctx, body.returnTo, presented(exchange), cookieOf(exchange.req, OIDC_COOKIE)),
  ),
})

export const stepUp: Handler<Api['stepUp']> = async (ctx, _input, exchange) =>
  leaveWith(exchange.res, await oidcService.stepUp(ctx, presented(exchange), cookieOf(exchange.req, OIDC_COOKIE)))

export const callback: Handler<Api['callback']> = async (ctx, { query }, { req, res }) =>
  arriveWith(res, await oidcService.callback(ctx, query, cookieOf(req, OIDC_COOKIE)))

export const signedOut: Handler<Api['signedOut']> = (ctx, { query }, { req }) =>
  oidcService.signedOut(ctx, query.state, cookieOf(req, OIDC_COOKIE))

export const identities: Handler<Api['identities']> = (ctx) => oidcService.identities(ctx)

export const unlink: Handler<Api['unlink']> = async (ctx, { params }) => void (await oidcService.unlink(ctx, params.id))
