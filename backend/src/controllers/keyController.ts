import type { keyApi } from '@hms/contract/keys'
import { showRing, startRotation } from '../services/keyService/index.ts'
import type { Handler } from '../utils/http.ts'

export const status: Handler<typeof keyApi.status> = (ctx) => showRing(ctx)
export const rotate: Handler<typeof keyApi.rotate> = (ctx) => startRotation(ctx)
