import { db } from '../config/database.ts'
import * as Settings from '../models/Settings.ts'
import type { Context } from '../utils/context.ts'
import { Problem } from '../utils/problem.ts'

/** Whether requests can be served: the database answers and holds what the migrations put there. */
export async function ready(ctx: Context): Promise<{ status: 'ready' }> {
  try {
    await db.read(ctx.identity, (tx) => {
      tx.withoutAudit('a look at whether the database answers')
      return Settings.get(tx)
    })
    return { status: 'ready' }
  } catch {
    throw new Problem('unavailable', { retryAfterSeconds: 2 })
  }
}
