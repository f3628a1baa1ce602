import type { authApi } from '@hms/contract/auth'
import * as authService from '../services/authService/index.ts'
import * as oidcService from '../services/oidcService/index.ts'
import { cookieOf, OIDC_COOKIE, REFRESH_COOKIE } from '../utils/cookies.ts'
import type { Exchange, Handler } from '../utils/http.ts'
import { presented } from '../utils/presented.ts'
import { giveSession, giveTokens, goOnAt, takeEndedSession, takeSession } from '../utils/sessionCookies.ts'

type Api = typeof authApi

export const register: Handler<Api['register']> = async (ctx, { body }, exchange) =>
  giveSession(exchange.res, await authService.register(ctx, body, presented(exchange)))

export const login: Handler<Api['login']> = async (ctx, { body }, exchange) =>
  giveSession(exchange.res, await authService.login(ctx, body, presented(exchange)))

export const verifyLogin: Handler<Api['verifyLogin']> = async (ctx, { body }, exchange) =>
  giveSession(exchange.res, await authService.verifyLogin(ctx, body, presented(exchange)))

export const passkeyLogin: Handler<Api['passkeyLogin']> = (ctx, { body }) => authService.passkeyLogin(ctx, body)

export const refresh: Handler<Api['refresh']> = async (ctx, _input, { req, res }) =>
  giveSession(res, await authService.refresh(ctx, cookieOf(req, REFRESH_COOKIE)).catch(takeEndedSession(res)))

export const logout: Handler<Api['logout']> = async (ctx, _input, exchange) =>
  goOn(exchange, await authService.logout(ctx, cookieOf(exchange.req, REFRESH_COOKIE), exchange.req.hms.identity))

export const logoutEverywhere: Handler<Api['logoutEverywhere']> = async (ctx, _input, exchange) =>
  goOn(exchange, await authService.logoutEverywhere(ctx))

/** Whatever the provider then says, the session is over. */
async function goOn({ req, res }: Exchange, ended: authService.SignedOut | null) {
  takeSession(res)
  return { continueAt: goOnAt(res, await oidcService.signOut(ended, cookieOf(req, OIDC_COOKIE))) }
}

export const me: Handler<Api['me']> = (ctx) => authService.me(ctx)

export const sessions: Handler<Api['sessions']> = (ctx) => authService.sessions(ctx)

export const endSession: Handler<Api['endSession']> = async (ctx, { params }) =>
  void (await authService.endSession(ctx, params.id))

export const changePassword: Handler<Api['changePassword']> = async (ctx, { body }, { res }) =>
  giveTokens(res, await authService.changePassword(ctx, body))

export const forgotPassword: Handler<Api['forgotPassword']> = async (ctx, { body }) =>
  void (await authService.forgotPassword(ctx, body))

export const resetPassword: Handler<Api['resetPassword']> = async (ctx, { body }) =>
  void (await authService.resetPassword(ctx, body))
