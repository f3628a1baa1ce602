import type { auditApi } from '@hms/contract/audit'
import { integrity as integrityOfLog } from '../services/auditChain/integrity.ts'
import { sendExport } from '../services/auditExport.ts'
import * as auditService from '../services/auditService.ts'
import type { Handler } from '../utils/http.ts'

export const list: Handler<typeof auditApi.list> = (ctx, { query }) => auditService.list(ctx, query)

export const integrity: Handler<typeof auditApi.integrity> = (ctx) => integrityOfLog(ctx)

export const exportLog: Handler<typeof auditApi.export> = (ctx, { query }, exchange) => sendExport(ctx, query, exchange)
