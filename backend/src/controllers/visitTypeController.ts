import type { visitTypeApi } from '@hms/contract/visitTypes'
import * as visitTypeService from '../services/visitTypeService.ts'
import type { Handler } from '../utils/http.ts'

export const list: Handler<typeof visitTypeApi.list> = (ctx) => visitTypeService.list(ctx)

export const create: Handler<typeof visitTypeApi.create> = (ctx, { body }) => visitTypeService.create(ctx, body)

export const update: Handler<typeof visitTypeApi.update> = (ctx, { params, body }) =>
  visitTypeService.update(ctx, params.id, body)
