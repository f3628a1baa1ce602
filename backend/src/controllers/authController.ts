import type { authApi } from '@hms/contract/auth'
import * as authService from '../services/authService/index.ts'
import { cookieOf, DEVICE_COOKIE, REFRESH_COOKIE } from '../utils/cookies.ts'
import type { Handler } from '../utils/http.ts'
import { giveSession, takeEndedSession, takeSession } from '../utils/sessionCookies.ts'

type Api = typeof authApi

export const register: Handler<Api['register']> = async (ctx, { body }, { res }) =>
  giveSession(res, await authService.register(ctx, body))

export const login: Handler<Api['login']> = async (ctx, { body }, { req, res }) =>
  giveSession(res, await authService.login(ctx, body, cookieOf(req, DEVICE_COOKIE)))

export const verifyLogin: Handler<Api['verifyLogin']> = async (ctx, { body }, { req, res }) =>
  giveSession(res, await authService.verifyLogin(ctx, body, cookieOf(req, DEVICE_COOKIE)))

export const passkeyLogin: Handler<Api['passkeyLogin']> = (ctx, { body }) => authService.passkeyLogin(ctx, body)

export const refresh: Handler<Api['refresh']> = async (ctx, _input, { req, res }) =>
  giveSession(res, await authService.refresh(ctx, cookieOf(req, REFRESH_COOKIE)).catch(takeEndedSession(res)))

export const logout: Handler<Api['logout']> = async (ctx, _input, { req, res }) => {
  await authService.logout(ctx, cookieOf(req, REFRESH_COOKIE), req.hms.identity)
  takeSession(res)
}

export const logoutEverywhere: Handler<Api['logoutEverywhere']> = async (ctx, _input, { res }) => {
  await authService.logoutEverywhere(ctx)
  takeSession(res)
}

export const me: Handler<Api['me']> = (ctx) => authService.me(ctx)

export const sessions: Handler<Api['sessions']> = (ctx) => authService.sessions(ctx)

export const endSession: Handler<Api['endSession']> = async (ctx, { params }) =>
  void (await authService.endSession(ctx, params.id))

export const changePassword: Handler<Api['changePassword']> = async (ctx, { body }) =>
  void (await authService.changePassword(ctx, body))

export const forgotPassword: Handler<Api['forgotPassword']> = async (ctx, { body }) =>
  void (await authService.forgotPassword(ctx, body))

export const resetPassword: Handler<Api['resetPassword']> = async (ctx, { body }) =>
  void (await authService.resetPassword(ctx, body))
