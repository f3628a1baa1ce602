import type { patientApi } from '@hms/contract/patients'
import * as patientService from '../services/patientService/index.ts'
import type { Handler } from '../utils/http.ts'

export const list: Handler<typeof patientApi.list> = (ctx, { query }) => patientService.list(ctx, query)

export const matches: Handler<typeof patientApi.matches> = (ctx, { query }) => patientService.matches(ctx, query)

export const get: Handler<typeof patientApi.get> = (ctx, { params }) => patientService.get(ctx, params.id)

export const create: Handler<typeof patientApi.create> = (ctx, { body }) => patientService.create(ctx, body)

export const update: Handler<typeof patientApi.update> = (ctx, { params, body }) =>
  patientService.update(ctx, params.id, body)
