import type { factorApi } from '@hms/contract/factors'
import * as factorService from '../services/factorService/index.ts'
import type { Handler } from '../utils/http.ts'
import { giveTokens } from '../utils/sessionCookies.ts'

type Api = typeof factorApi

export const proof: Handler<Api['proof']> = async (ctx) => void (await factorService.requireSession(ctx))

export const stepUp: Handler<Api['stepUp']> = async (ctx, { body }, { res }) =>
  giveTokens(res, await factorService.stepUp(ctx, body))

export const stepUpPasskey: Handler<Api['stepUpPasskey']> = (ctx) => factorService.stepUpPasskey(ctx)

export const secondFactors: Handler<Api['secondFactors']> = (ctx) => factorService.secondFactors(ctx)

export const beginTotp: Handler<Api['beginTotp']> = (ctx) => factorService.beginTotp(ctx)

export const confirmTotp: Handler<Api['confirmTotp']> = (ctx, { body }) => factorService.confirmTotp(ctx, body.totp)

export const removeTotp: Handler<Api['removeTotp']> = async (ctx) => void (await factorService.removeTotp(ctx))

export const renewRecoveryCodes: Handler<Api['renewRecoveryCodes']> = (ctx) => factorService.renewRecoveryCodes(ctx)

export const beginPasskey: Handler<Api['beginPasskey']> = (ctx) => factorService.beginPasskey(ctx)

export const addPasskey: Handler<Api['addPasskey']> = (ctx, { body }) => factorService.addPasskey(ctx, body)

export const renamePasskey: Handler<Api['renamePasskey']> = (ctx, { params, body }) =>
  factorService.renamePasskey(ctx, params.id, body.name)

export const removePasskey: Handler<Api['removePasskey']> = async (ctx, { params }) =>
  void (await factorService.removePasskey(ctx, params.id))
