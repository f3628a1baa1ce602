import type {
  NoticeDraft,
  PrivacyNotice as WireNotice,
  PublishedNotice,
  PublishNotice,
  SaveNoticeDraft,
} from '@hms/contract/consents'
import { db } from '../../config/database.ts'
import * as PrivacyNotice from '../../models/PrivacyNotice.ts'
import { authIdentity, type UserContext } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { Problem } from '../../utils/problem.ts'
import { toWireUtc } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { defaultNotice } from './defaultNotice.ts'

const resourceType = 'DocumentReference'

/** The notice that holds now, for everybody, also before they sign up. */
export function current(): Promise<{ notice: WireNotice | null }> {
  return db.read(authIdentity, async (tx) => {
    tx.withoutAudit('the notice concerns no person')
    const row = await PrivacyNotice.current(tx)
    return { notice: row && toWire(row) }
  })
}

/** Every published version with how many have taken note of it. */
export function list(ctx: UserContext): Promise<{ items: PublishedNotice[] }> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('the notice concerns no person')
    const rows = await PrivacyNotice.list(tx)
    return { items: rows.map((row) => ({ ...row, publishedAt: toWireUtc(row.publishedAt) })) }
  })
}

/** The next version as far as it is saved; otherwise a proposal: the version that holds, or the text to begin with. */
export function draft(ctx: UserContext): Promise<NoticeDraft> {
  return db.read(ctx.identity, async (tx) => {
    tx.withoutAudit('the notice concerns no person')
    const saved = await PrivacyNotice.draft(tx)
    if (saved) return toWireDraft(saved)
    const published = await PrivacyNotice.current(tx)
    return { revision: 0, sections: published?.sections ?? defaultNotice, editedAt: null }
  })
}

/** @throws Problem `edit-conflict` when somebody has saved or published it meanwhile */
export function saveDraft(ctx: UserContext, { revision, sections }: SaveNoticeDraft): Promise<NoticeDraft> {
  return db.write(ctx.identity, async (tx) => {
    const saved = await PrivacyNotice.saveDraft(tx, { id: newId(), revision, sections })
    if (!saved) throw new Problem('edit-conflict')
    await audit(tx, ctx, { action: 'U', operation: 'privacy-notice.save', resourceType, changedFields: ['sections'] })
    return toWireDraft(saved)
  })
}

/** @throws Problem `edit-conflict` when the draft is not the one that was seen */
export function publish(ctx: UserContext, { revision }: PublishNotice): Promise<WireNotice> {
  return db.write(ctx.identity, async (tx) => {
    const row = await PrivacyNotice.publish(tx, revision)
    if (!row) throw new Problem('edit-conflict')
    await audit(tx, ctx, {
      action: 'C',
      operation: 'privacy-notice.publish',
      resourceType,
      reason: `version ${row.version}`,
    })
    return toWire(row)
  })
}

const toWire = ({ version, sections, publishedAt }: PrivacyNotice.NoticeRow): WireNotice => ({
  version,
  sections,
  publishedAt: toWireUtc(publishedAt),
})

const toWireDraft = ({ revision, sections, editedAt }: PrivacyNotice.DraftRow): NoticeDraft => ({
  revision,
  sections,
  editedAt: toWireUtc(editedAt),
})
