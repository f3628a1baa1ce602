import type { auditApi } from '@hms/contract/audit'
import * as auditService from '../services/auditService.ts'
import type { Handler } from '../utils/http.ts'

export const list: Handler<typeof auditApi.list> = (ctx, { query }) => auditService.list(ctx, query)
