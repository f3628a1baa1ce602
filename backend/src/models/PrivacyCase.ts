import type { AlertRuleName, AlertSeverity } from '@hms/contract/alerts'
import type { ReadTx, WriteTx } from '../config/database.ts'
import { keys } from '../config/runtime.ts'
import { keysOf, openFields, toSeal, visible } from './sealing.ts'

export type PrivacyCaseKind = 'patient-report' | 'break-glass-review' | 'alert'

export interface NewPrivacyCase {
  id: string
  kind: PrivacyCaseKind
  /** Null only for an alert that is about no patient in particular. */
  patientId: string | null
  /** The audit row that it is about; null where it is about none, or about the one that is being written. */
  event: { id: string; seq: string } | null
  /** Whose deed it is about. */
  subjectUserId: string | null
  openedBy: string | null
  /** What the opener says; sealed with the patient's contact key, which the opener has to be able to see. */
  message: string | null
}

export interface PrivacyCaseRow {
  id: string
  kind: PrivacyCaseKind
  patientId: string | null
  patientName: string | null
  /** Nothing is sealed with the patient's keys any more. */
  isErased: boolean
  eventId: string | null
  eventSeq: string | null
  subjectUserId: string | null
  subjectName: string | null
  subjectRole: string | null
  openedBy: string | null
  openedAt: Date
  /** Null where there is none, or the reader may not see the patient's key. */
  message: string | null
  state: 'open' | 'closed'
  closedBy: string | null
  closedByName: string | null
  closedAt: Date | null
  finding: string | null
  /** What it was found by; null where no rule found it. */
  alert: {
    rule: AlertRuleName
    severity: AlertSeverity
    from: string
    until: string
    count: number
    usual: number | null
    patientIds: string[]
  } | null
  /** Where a page goes on: state, time with all its digits, id. */
  place: [string, string, string]
}

const messageField = (id: string) => `privacy_cases.message/${id}`
/** What a sealed finding is bound to. */
export const findingField = (id: string) => `privacy_cases.finding/${id}`

/**
 * Opens a case. Nothing is read back, as whoever opens one may not be allowed to see it.
 * @returns false when the patient has asked about that audit row before
 */
export async function insert(tx: WriteTx, opened: NewPrivacyCase): Promise<boolean> {
  const { contact } = opened.patientId ? await keysOf(tx, opened.patientId) : {}
  const rows = await tx.run(
    `INSERT INTO privacy_cases (id, kind, patient_id, audit_event_id, audit_event_seq, subject_user_id, opened_by, message)
     VALUES ($1, $2, $3, $4, $5, $6, $7, hms_seal($8, $9, $3, $10)) ON CONFLICT DO NOTHING`,
    [
      opened.id,
      opened.kind,
      opened.patientId,
      opened.event?.id ?? null,
      opened.event?.seq ?? null,
      opened.subjectUserId,
      opened.openedBy,
      opened.message,
      contact ?? null,
      messageField(opened.id),
    ],
  )
  return rows > 0
}

type StoredCase = Omit<PrivacyCaseRow, 'message' | 'finding' | 'place'> & {
  message: Buffer | null
  finding: Buffer | null
  openedPlace: string
}

const columns = `c.id, c.kind, c.patient_id AS "patientId", p.first_name || ' ' || p.last_name AS "patientName",
  p.erased_at IS NOT NULL AS "isErased", c.audit_event_id AS "eventId", c.audit_event_seq::text AS "eventSeq", c.subject_user_id AS "subjectUserId",
  s.first_name || ' ' || s.last_name AS "subjectName", s.role AS "subjectRole", c.opened_by AS "openedBy",
  c.opened_at AS "openedAt", c.message, c.state, c.closed_by AS "closedBy",
  b.first_name || ' ' || b.last_name AS "closedByName", c.closed_at AS "closedAt", c.finding,
  CASE WHEN al.rule IS NOT NULL THEN json_build_object('rule', al.rule, 'severity', al.severity, 'from', al.window_from,
    'until', al.window_until, 'count', al.event_count, 'usual', al.usual_count, 'patientIds', al.patient_ids) END AS alert,
  to_char(c.opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "openedPlace"`

const joins = `LEFT JOIN patients p ON p.id = c.patient_id LEFT JOIN users s ON s.id = c.subject_user_id
  LEFT JOIN users b ON b.id = c.closed_by LEFT JOIN access_alerts al ON al.case_id = c.id`

async function opened(tx: ReadTx | WriteTx, rows: StoredCase[]): Promise<PrivacyCaseRow[]> {
  const sealed = rows.flatMap(({ id, patientId, isErased, message, finding }) =>
    patientId === null || isErased
      ? []
      : [
          { patientId, scope: 'contact' as const, field: messageField(id), cipher: message },
          { patientId, scope: 'contact' as const, field: findingField(id), cipher: finding },
        ],
  )
  const texts = await openFields(tx, sealed)
  const byField = new Map(sealed.map(({ field }, n) => [field, visible(texts[n])]))
  return rows.map(({ openedPlace, ...row }) => ({
    ...row,
    message: byField.get(messageField(row.id)) ?? null,
    finding: isRings(row) ? openByRing(row) : (byField.get(findingField(row.id)) ?? null),
    place: [row.state, openedPlace, row.id],
  }))
}

/** What is about no patient, or about one who was erased, is sealed by the key ring, as no patient's key could. */
const isRings = ({ patientId, isErased }: Pick<PrivacyCaseRow, 'patientId' | 'isErased'>) =>
  patientId === null || isErased

/** The same of rows whose finding is there; what was found before an erasure is blank. */
export const SEALED_BY_RING = `octet_length(finding) > 0
  AND (patient_id IS NULL OR EXISTS (SELECT FROM patients p WHERE p.id = patient_id AND p.erased_at IS NOT NULL))`

const openByRing = ({ id, finding }: Pick<StoredCase, 'id' | 'finding'>) =>
  finding?.length ? keys.openText(finding, findingField(id)) : null

export interface PrivacyCaseFilter {
  kind?: PrivacyCaseKind
  state?: 'open' | 'closed'
  /** The place of the last row of the page before. */
  after: string[] | null
}

/** Open ones first, the newest first. */
export async function list(
  tx: ReadTx,
  { state, kind, after }: PrivacyCaseFilter,
  limit: number,
): Promise<PrivacyCaseRow[]> {
  const rows = await tx.many<StoredCase>(
    `SELECT ${columns}
       FROM (SELECT * FROM privacy_cases
              WHERE ${state ? 'state = $2' : '$2::text IS NULL'} AND ${kind ? 'kind = $3' : '$3::text IS NULL'}
                ${after ? 'AND (state, opened_at, id) < ($4, $5::timestamptz, $6::uuid)' : ''}
              ORDER BY state DESC, opened_at DESC, id DESC LIMIT $1) c ${joins}
      ORDER BY c.state DESC, c.opened_at DESC, c.id DESC`,
    [limit, state ?? null, kind ?? null, ...(after ?? [])],
  )
  return opened(tx, rows)
}

export async function find(tx: ReadTx | WriteTx, id: string): Promise<PrivacyCaseRow | null> {
  const rows = await tx.many<StoredCase>(`SELECT ${columns} FROM privacy_cases c ${joins} WHERE c.id = $1`, [id])
  return (await opened(tx, rows))[0] ?? null
}

/** What became of the questions about these audit rows that the reader may see. */
export async function ofEvents(tx: ReadTx, patientId: string, eventIds: readonly string[]): Promise<PrivacyCaseRow[]> {
  if (eventIds.length === 0) return []
  const rows = await tx.many<StoredCase>(
    `SELECT ${columns} FROM privacy_cases c ${joins}
      WHERE c.patient_id = $1 AND c.kind = 'patient-report' AND c.audit_event_id = ANY ($2::uuid[])`,
    [patientId, eventIds],
  )
  return opened(tx, rows)
}

/** @returns false when it is closed already, or about the closer */
export async function close(
  tx: WriteTx,
  { id, patientId, isErased }: Pick<PrivacyCaseRow, 'id' | 'patientId' | 'isErased'>,
  finding: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const closing = [id, tx.actor.userId, now.toString()]
  if (patientId === null || isErased)
    return (await tx.run(closeUnnamed, [...closing, keys.sealText(finding, findingField(id))])) > 0
  const sealed = await toSeal(tx, { patientId, scope: 'contact', field: findingField(id) }, finding)
  return (await tx.run(closeNamed, [...closing, ...sealed])) > 0
}

const closeWith = (finding: string) =>
  `UPDATE privacy_cases SET state = 'closed', closed_by = $2, closed_at = $3, finding = ${finding} WHERE id = $1 AND state = 'open'`
const closeNamed = closeWith('hms_seal($4, $5, $6, $7)')
const closeUnnamed = closeWith('$4')

/** How many cases of each kind are open; kinds of which none is are left out. */
export function countOpen(tx: ReadTx | WriteTx): Promise<{ kind: PrivacyCaseKind; open: number }[]> {
  return tx.many(`SELECT kind, count(*)::int AS open FROM privacy_cases WHERE state = 'open' GROUP BY kind`)
}

/**
 * Whom a case is told to: the privacy officers, or the administrators where there is none. Anybody may ask; ids only.
 * @param about whose deed it is: told to the others, as long as there are any
 */
export async function watchers(tx: WriteTx, about: string | null): Promise<string[]> {
  const rows = await tx.many<{ id: string }>('SELECT hms_privacy_watchers($1::uuid) AS id', [about])
  return rows.map(({ id }) => id)
}

/** Whom it is told to, when `by` does something that watchers answer for: all of them but `by`. */
export async function otherWatchers(tx: WriteTx, by: string): Promise<string[]> {
  return (await watchers(tx, by)).filter((id) => id !== by)
}
