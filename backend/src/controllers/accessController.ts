import type { accessApi } from '@hms/contract/access'
import * as accessService from '../services/accessService/index.ts'
import type { Handler } from '../utils/http.ts'

export const explain: Handler<typeof accessApi.explain> = (ctx, { params, query }) =>
  accessService.explain(ctx, params.id, query.userId)

export const breakGlass: Handler<typeof accessApi.breakGlass> = (ctx, { params, body }) =>
  accessService.breakGlass(ctx, params.id, body)

export const endBreakGlass: Handler<typeof accessApi.endBreakGlass> = async (ctx, { params }) =>
  void (await accessService.endBreakGlass(ctx, params.id))

export const grants: Handler<typeof accessApi.grants> = (ctx, { query }) => accessService.grants(ctx, query)

export const assignments: Handler<typeof accessApi.assignments> = (ctx, { params }) =>
  accessService.assignments(ctx, params.id)

export const assign: Handler<typeof accessApi.assign> = (ctx, { params, body }) =>
  accessService.assign(ctx, params.id, body)

export const endAssignment: Handler<typeof accessApi.endAssignment> = (ctx, { params }) =>
  accessService.endAssignment(ctx, params.id)

export const restrictions: Handler<typeof accessApi.restrictions> = (ctx, { params }) =>
  accessService.restrictions(ctx, params.id)

export const restrict: Handler<typeof accessApi.restrict> = (ctx, { params, body }) =>
  accessService.restrict(ctx, params.id, body)

export const liftRestriction: Handler<typeof accessApi.liftRestriction> = (ctx, { params }) =>
  accessService.liftRestriction(ctx, params.id)
