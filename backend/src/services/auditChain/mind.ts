import { db, type WriteTx } from '../../config/database.ts'
import { env, keys } from '../../config/runtime.ts'
import type { Asker } from '../../models/AuditChain.ts'
import * as AuditSeal from '../../models/AuditSeal.ts'
import * as AuditVerification from '../../models/AuditVerification.ts'
import * as Job from '../../models/Job.ts'
import { type AppIdentity, type Context, systemIdentity } from '../../utils/context.ts'
import { givingWay } from '../../utils/givingWay.ts'
import { newId } from '../../utils/id.ts'
import { logger } from '../../utils/logger.ts'
import { postToAdministrators } from '../messageService/post.ts'
import { checkLog } from './check.ts'

/** What is verified every hour, in rows. */
const NEWEST = 20_000n
/** What one job verifies; a longer log is verified by several, one after the other. */
const SPAN = 500_000n
/** Of the time, so that people come first. */
const SHARE = 0.25

/** A short transaction for each question: verifying everything takes minutes. */
const inSteps: Asker = {
  many: (text, values) =>
    db.read(systemIdentity, (tx) => {
      tx.withoutAudit('verifying the log is no look into it')
      return tx.many(text, values)
    }),
}

/** Verifies the newest part of the log, or all of it from an ordinal on, and tells the administrators what is wrong. */
export async function mindLog(ctx: Context<AppIdentity>, scope: 'newest' | 'all', start = 1n): Promise<void> {
  const startedAt = Temporal.Now.instant()
  const root = await db.read(ctx.identity, (tx) => {
    tx.withoutAudit('how long the log is concerns nobody')
    return AuditSeal.newestRoot(tx)
  })
  const end = BigInt(root?.ordinal ?? 0)
  const newest = end > NEWEST ? end - NEWEST + 1n : 1n
  const from = scope === 'newest' ? newest : start
  const to = scope === 'all' && end - from >= SPAN ? from + SPAN - 1n : undefined
  const { findings, ...checked } = await checkLog({
    ask: inSteps,
    from,
    ...(to === undefined ? {} : { to }),
    anchorFile: env.auditAnchors.file,
    bucket: env.auditAnchors.bucket,
    keys,
    onStep: givingWay(SHARE),
  })
  const [finding] = findings
  if (finding)
    logger.error({ reason: `${finding.kind} at ordinal ${finding.ordinal}` }, 'the audit log is not as it was sealed')
  await db.write(ctx.identity, async (tx) => {
    tx.withoutAudit('whether the log is whole concerns nobody')
    AuditVerification.insert(tx, {
      id: newId(),
      startedAt: startedAt.toString(),
      finishedAt: Temporal.Now.instant().toString(),
      scope,
      fromOrdinal: checked.from,
      toOrdinal: checked.to,
      badOrdinal: finding?.ordinal ?? null,
      finding: finding ? `${finding.kind}: ${finding.detail}` : null,
    })
    if (finding) await alarm(tx, `${ctx.now.toString().slice(0, 10)}/${finding.kind}/${finding.ordinal}`)
    if (to !== undefined) {
      await Job.enqueue(
        tx,
        'verify-audit',
        { scope, from: String(to + 1n) },
        { jobKey: 'verify-audit-all', maxAttempts: 3 },
      )
    }
  })
}

/** The same trouble is told once a day. */
function alarm(tx: WriteTx, occurrence: string): Promise<void> {
  return postToAdministrators(tx, { kind: 'audit-broken', occurrence, version: 1, link: '/audit' })
}
