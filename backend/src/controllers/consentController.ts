import type { consentApi, noticeApi } from '@hms/contract/consents'
import * as consentService from '../services/consentService/index.ts'
import * as noticeService from '../services/noticeService/index.ts'
import type { Handler } from '../utils/http.ts'

export const currentNotice: Handler<typeof noticeApi.current> = () => noticeService.current()

export const notices: Handler<typeof noticeApi.list> = (ctx) => noticeService.list(ctx)

export const draft: Handler<typeof noticeApi.draft> = (ctx) => noticeService.draft(ctx)

export const saveDraft: Handler<typeof noticeApi.saveDraft> = (ctx, { body }) => noticeService.saveDraft(ctx, body)

export const publish: Handler<typeof noticeApi.publish> = (ctx, { body }) => noticeService.publish(ctx, body)

export const get: Handler<typeof consentApi.get> = (ctx, { params }) => consentService.get(ctx, params.id)

export const record: Handler<typeof consentApi.record> = (ctx, { params, body }) =>
  consentService.record(ctx, params.id, body)

export const acknowledge: Handler<typeof consentApi.acknowledge> = (ctx, { params, body }) =>
  consentService.acknowledge(ctx, params.id, body)
