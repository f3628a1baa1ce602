import type { setupApi } from '@hms/contract/setup'
import * as setupService from '../services/setupService.ts'
import type { Handler } from '../utils/http.ts'
import { presented } from '../utils/presented.ts'
import { giveSession } from '../utils/sessionCookies.ts'

export const create: Handler<(typeof setupApi)['create']> = async (ctx, { body }, exchange) =>
  giveSession(exchange.res, await setupService.setUp(ctx, body, presented(exchange)))
