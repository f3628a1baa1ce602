import { db } from '../../config/database.ts'
import { env, keys as ring } from '../../config/runtime.ts'
import * as ErasureRegister from '../../models/ErasureRegister.ts'
import type { AppIdentity, Context } from '../../utils/context.ts'
import { writeRegister } from './erasures.ts'

/** Keeps the register beside the backups up to date: after each erasure; a backup writes it, too. */
export async function keepRegister(ctx: Context<AppIdentity>): Promise<void> {
  const plan = env.backup
  if (!plan) return
  const entries = await db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('hashes of ids concern nobody')
    return ErasureRegister.all(tx)
  })
  await writeRegister(plan.folder, entries, ring)
}
