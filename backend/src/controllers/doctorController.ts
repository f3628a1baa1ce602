import type { doctorApi } from '@hms/contract/doctors'
import * as doctorService from '../services/doctorService/index.ts'
import type { Handler } from '../utils/http.ts'

export const list: Handler<typeof doctorApi.list> = (ctx, { query }) => doctorService.list(ctx, query)

export const specializations: Handler<typeof doctorApi.specializations> = (ctx) => doctorService.specializations(ctx)

export const create: Handler<typeof doctorApi.create> = (ctx, { body }) => doctorService.create(ctx, body)

export const get: Handler<typeof doctorApi.get> = (ctx, { params }) => doctorService.get(ctx, params.id)

export const update: Handler<typeof doctorApi.update> = (ctx, { params, body }) =>
  doctorService.update(ctx, params.id, body)

export const slots: Handler<typeof doctorApi.slots> = (ctx, { params, query }) =>
  doctorService.slots(ctx, params.id, query)
