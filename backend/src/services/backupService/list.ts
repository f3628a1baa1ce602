import type { BackupStatus } from '@hms/contract/backups'
import { db } from '../../config/database.ts'
import { env } from '../../config/runtime.ts'
import * as Backup from '../../models/Backup.ts'
import type { UserContext } from '../../utils/context.ts'
import { toWireUtc } from '../../utils/time.ts'
import { isOverdue } from './schedule.ts'

const SHOWN = 10

const toWire = (row: Backup.BackupRow) => ({
  id: row.id,
  name: row.name,
  startedAt: toWireUtc(row.startedAt),
  finishedAt: toWireUtc(row.finishedAt),
  outcome: row.outcome,
  failure: row.failure,
  bytes: row.bytes,
  rows: row.rows,
  verifiedAt: row.verifiedAt && toWireUtc(row.verifiedAt),
  verification: row.verification,
})

/** Whether backups are made, and what became of the latest ones. */
export function status(ctx: UserContext): Promise<BackupStatus> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('when backups were made concerns no person')
    const items = (await Backup.latest(tx, SHOWN)).map(toWire)
    const times = await Backup.times(tx)
    return {
      configured: env.backup !== null,
      at: env.backup?.at ?? null,
      keepDays: env.backup?.keepDays ?? null,
      keepKeysDays: env.backup?.keepKeysDays ?? null,
      lastGoodAt: times.lastGood && toWireUtc(times.lastGood),
      overdue: env.backup !== null && isOverdue(times, ctx.now),
      items,
    }
  })
}
