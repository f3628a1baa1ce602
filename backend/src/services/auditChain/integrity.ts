import type { AuditIntegrity } from '@hms/contract/audit'
import { db } from '../../config/database.ts'
import * as AuditAnchor from '../../models/AuditAnchor.ts'
import * as AuditSeal from '../../models/AuditSeal.ts'
import * as AuditVerification from '../../models/AuditVerification.ts'
import type { UserContext } from '../../utils/context.ts'
import { toWireUtc } from '../../utils/time.ts'
import { anchorDestinations } from './tell.ts'

/** Whether the log is as it was sealed, as far as was looked. */
export function integrity(ctx: UserContext): Promise<AuditIntegrity> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('whether the log is whole concerns nobody')
    const destinations = anchorDestinations()
    const [root, behind, last, broken, anchors] = await Promise.all([
      AuditSeal.newestRoot(tx),
      AuditSeal.secondsBehind(tx),
      AuditVerification.last(tx),
      AuditVerification.standingFailure(tx),
      AuditAnchor.states(tx, destinations),
    ])
    return {
      state: broken ? 'broken' : last ? 'sound' : 'unverified',
      sealedUpTo: Number(root?.ordinal ?? 0),
      secondsBehind: Math.round(behind * 10) / 10,
      lastVerification: last && {
        finishedAt: toWireUtc(last.finishedAt),
        scope: last.scope,
        from: Number(last.fromOrdinal),
        to: Number(last.toOrdinal),
        outcome: last.outcome,
      },
      broken: broken && {
        foundAt: toWireUtc(broken.finishedAt),
        ordinal: broken.badOrdinal === null ? null : Number(broken.badOrdinal),
        finding: broken.finding ?? '',
      },
      anchors: destinations.map((destination) => anchorOf(destination, anchors)),
    }
  })
}

function anchorOf(
  destination: AuditAnchor.AnchorDestination,
  states: readonly AuditAnchor.AnchorState[],
): AuditIntegrity['anchors'][number] {
  const state = states.find((candidate) => candidate.destination === destination)
  return {
    destination,
    lastAt: state?.goodAt ? toWireUtc(state.goodAt) : null,
    ordinal: state?.goodOrdinal ? Number(state.goodOrdinal) : null,
    failure: state?.failure ?? null,
  }
}
