import { db, type WriteTx } from '../../config/database.ts'
import * as AccessAlert from '../../models/AccessAlert.ts'
import * as AlertRule from '../../models/AlertRule.ts'
import * as Settings from '../../models/Settings.ts'
import * as WatchedEvent from '../../models/WatchedEvent.ts'
import { inBatches } from '../../utils/batches.ts'
import type { AppIdentity, Context } from '../../utils/context.ts'
import { givingWay } from '../../utils/givingWay.ts'
import { newId } from '../../utils/id.ts'
import { openCase } from '../privacyCaseService.ts'
import { type Found, rules } from './rules.ts'

/** Entries of the log that are looked at in one transaction. */
const BATCH = 1000
/** Of the time, while much waits to be looked at: people come first. */
const SHARE = 0.25

/**
 * Looks through what was sealed since the last time, and opens a case for what a rule finds. Any number of workers may do
 * so: one has the turn at a time, and where it stopped is committed with what it found.
 * @returns how many entries it has looked at
 */
export function watchLog(ctx: Context<AppIdentity>, size = BATCH): Promise<number> {
  const step = () =>
    db.write(ctx.identity, (tx) => {
      tx.withoutAudit('patients read the log, and an alert is only a suspicion')
      return watchStep(tx, size)
    })
  return inBatches(size, step, givingWay(SHARE))
}

async function watchStep(tx: WriteTx, batch: number): Promise<number> {
  const progress = await WatchedEvent.takeTurn(tx)
  if (!progress) return 0
  // What was written before anybody watched is history: nobody would close alerts of years.
  const events = progress.ordinal === null ? [] : await WatchedEvent.following(tx, progress.ordinal, batch)
  const [{ timeZone }, settings] = await Promise.all([Settings.get(tx), AlertRule.list(tx)])
  for (const setting of settings) {
    if (!setting.enabled) continue
    for (const found of await rules[setting.rule]({ tx, events, timeZone }, setting))
      await tell(tx, found, setting.severity)
  }
  WatchedEvent.moveTo(tx, events.at(-1)?.ordinal ?? progress.ordinal ?? progress.newest)
  return events.length
}

async function tell(tx: WriteTx, found: Found, severity: AlertRule.AlertRuleRow['severity']): Promise<void> {
  // Who opened it in an emergency has told the privacy officers with the same deed.
  if (found.caseId) return AccessAlert.describe(tx, found.caseId, found, severity)
  if ((await AccessAlert.join(tx, found)) || (await AccessAlert.isTold(tx, found.occurrence))) return
  const id = newId()
  await openCase(tx, {
    id,
    kind: 'alert',
    patientId: found.patientId,
    event: found.event,
    subjectUserId: found.actorId,
    openedBy: null,
    message: null,
  })
  AccessAlert.describe(tx, id, found, severity)
}
