import {
  type Acknowledgement,
  type AcknowledgeNotice,
  type Consent as WireConsent,
  type ConsentPurpose,
  consentPurposeNames,
  consentPurposes,
  type PatientConsents,
  type RecordConsent,
} from '@hms/contract/consents'
import { db } from '../../config/database.ts'
import * as AccessRule from '../../models/AccessRule.ts'
import * as Consent from '../../models/Consent.ts'
import * as Patient from '../../models/Patient.ts'
import * as PrivacyNotice from '../../models/PrivacyNotice.ts'
import type { UserContext } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { found, invalidField, notFound } from '../../utils/problem.ts'
import { toWireUtc } from '../../utils/time.ts'
import { wayOf } from '../../utils/way.ts'
import { audit } from '../auditService.ts'

const resourceType = 'Consent'
const HISTORY = 100

/** What a patient permits and denies now, what was said before, and which privacy notices they have taken note of. */
export function get(ctx: UserContext, patientId: string): Promise<PatientConsents> {
  return db.read(ctx.identity, async (tx) => {
    const [readable, statements, history, acknowledgements, notice] = await Promise.all([
      AccessRule.isInReach(tx, patientId),
      Consent.present(tx, patientId),
      Consent.history(tx, patientId, HISTORY),
      PrivacyNotice.acknowledgements(tx, patientId),
      PrivacyNotice.current(tx),
    ])
    if (!readable) throw notFound()
    await audit(tx, ctx, { action: 'R', operation: 'consent.read', resourceType, patientIds: [patientId] })
    const said = new Map(statements.map((row) => [row.purpose, toWire(row)]))
    return {
      noticeVersion: notice?.version ?? null,
      acknowledgements: acknowledgements.map(toWireAcknowledgement),
      present: consentPurposeNames.map((purpose) => {
        const { scope, unlessTold } = consentPurposes[purpose]
        const statement = said.get(purpose) ?? null
        return { purpose, scope, provision: statement?.provision ?? unlessTold, statement }
      }),
      history: history.map(toWire),
    }
  })
}

/** Adds a statement; what was said before stays in the history. */
export function record(
  ctx: UserContext,
  patientId: string,
  { purpose, provision, way }: RecordConsent,
): Promise<WireConsent> {
  return db.write(ctx.identity, async (tx) => {
    found(await Patient.findEntry(tx, patientId))
    const id = newId()
    const row = await Consent.insert(tx, { id, patientId, purpose, provision, way: wayOf(ctx, way) })
    await audit(tx, ctx, {
      action: 'C',
      operation: 'consent.record',
      resourceType,
      resource: { id },
      patientIds: [patientId],
      changedFields: [purpose],
      reason: provision,
    })
    return toWire(row)
  })
}

/**
 * Notes that a patient has taken note of a version of the privacy notice. The first time stays.
 * @throws Problem `invalid` for a version that was not published
 */
export function acknowledge(
  ctx: UserContext,
  patientId: string,
  { version, way }: AcknowledgeNotice,
): Promise<Acknowledgement> {
  return db.write(ctx.identity, async (tx) => {
    found(await Patient.findEntry(tx, patientId))
    const row = await PrivacyNotice.acknowledge(tx, { patientId, version, way: wayOf(ctx, way) })
    if (!row) throw invalidField('/version', 'There is no such version')
    await audit(tx, ctx, {
      action: 'C',
      operation: 'privacy-notice.acknowledge',
      resourceType,
      patientIds: [patientId],
      reason: `version ${version}`,
    })
    return toWireAcknowledgement(row)
  })
}

const toWire = ({ recordedByName, recordedByRole, dateTime, purpose, ...row }: Consent.ConsentRow): WireConsent => ({
  ...row,
  purpose: purpose as ConsentPurpose,
  dateTime: toWireUtc(dateTime),
  recordedBy: { name: recordedByName, role: recordedByRole },
})

const toWireAcknowledgement = ({ version, way, at }: PrivacyNotice.AcknowledgementRow): Acknowledgement => ({
  version,
  way,
  at: toWireUtc(at),
})
