import type { userApi } from '@hms/contract/users'
import * as factorService from '../services/factorService/index.ts'
import * as oidcService from '../services/oidcService/index.ts'
import * as userService from '../services/userService.ts'
import type { Handler } from '../utils/http.ts'

type Api = typeof userApi

export const list: Handler<Api['list']> = (ctx, { query }) => userService.list(ctx, query)

export const create: Handler<Api['create']> = (ctx, { body }) => userService.create(ctx, body)

export const get: Handler<Api['get']> = (ctx, { params }) => userService.get(ctx, params.id)

export const update: Handler<Api['update']> = (ctx, { params, body }) => userService.update(ctx, params.id, body)

export const remove: Handler<Api['remove']> = async (ctx, { params }) => void (await userService.remove(ctx, params.id))

export const signOut: Handler<Api['signOut']> = async (ctx, { params }) =>
  void (await userService.signOut(ctx, params.id))

export const resetFactors: Handler<Api['resetFactors']> = async (ctx, { params }) =>
  void (await factorService.resetFactors(ctx, params.id))

export const identities: Handler<Api['identities']> = (ctx, { params }) => oidcService.identitiesOf(ctx, params.id)

export const unlinkIdentities: Handler<Api['unlinkIdentities']> = async (ctx, { params }) =>
  void (await oidcService.unlinkAll(ctx, params.id))
