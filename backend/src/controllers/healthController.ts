import type { healthApi } from '@hms/contract/health'
import * as healthService from '../services/healthService.ts'
import type { Handler } from '../utils/http.ts'

export const health: Handler<typeof healthApi.health> = async () => ({ status: 'ok' })

export const ready: Handler<typeof healthApi.ready> = async () => healthService.ready()
