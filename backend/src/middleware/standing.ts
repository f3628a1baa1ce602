import { requireSession } from '../services/factorService/own.ts'
import type { Context, UserContext } from '../utils/context.ts'

/** Asks whether somebody signed in may go on at all. @throws Problem `session-ended`, `mfa-required`, `step-up-required` */
export async function requireStanding(ctx: Context): Promise<void> {
  if (ctx.identity.kind === 'user') await requireSession(ctx as UserContext)
}
