import type { messageApi } from '@hms/contract/messages'
import * as messageService from '../services/messageService/index.ts'
import type { Handler } from '../utils/http.ts'

export const list: Handler<typeof messageApi.list> = (ctx, { query }) => messageService.list(ctx, query)

export const retry: Handler<typeof messageApi.retry> = (ctx, { params }) => messageService.retry(ctx, params.id)
