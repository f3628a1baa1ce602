import type { backupApi } from '@hms/contract/backups'
import { status as backupStatus } from '../services/backupService/list.ts'
import type { Handler } from '../utils/http.ts'

export const status: Handler<typeof backupApi.status> = (ctx) => backupStatus(ctx)
