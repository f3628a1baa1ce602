import type { appointmentApi } from '@hms/contract/appointments'
import * as appointmentService from '../services/appointmentService/index.ts'
import type { Handler } from '../utils/http.ts'

export const list: Handler<typeof appointmentApi.list> = (ctx, { query }) => appointmentService.list(ctx, query)

export const book: Handler<typeof appointmentApi.book> = (ctx, { body }) => appointmentService.book(ctx, body)

export const get: Handler<typeof appointmentApi.get> = (ctx, { params }) => appointmentService.get(ctx, params.id)

export const update: Handler<typeof appointmentApi.update> = (ctx, { params, body }) =>
  appointmentService.update(ctx, params.id, body)

export const checkIn: Handler<typeof appointmentApi.checkIn> = (ctx, { params }) =>
  appointmentService.checkIn(ctx, params.id)

export const complete: Handler<typeof appointmentApi.complete> = (ctx, { params }) =>
  appointmentService.complete(ctx, params.id)

export const cancel: Handler<typeof appointmentApi.cancel> = (ctx, { params, body }) =>
  appointmentService.cancel(ctx, params.id, body?.reason)

export const noShow: Handler<typeof appointmentApi.noShow> = (ctx, { params }) =>
  appointmentService.noShow(ctx, params.id)
