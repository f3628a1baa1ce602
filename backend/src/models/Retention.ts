import { type RetentionRuleName, retentionRuleNames, retentionRules } from '@hms/contract/retention'
import type { ReadTx, WriteTx } from '../config/database.ts'

/** How long each is kept, in the unit of its rule. */
export type KeptFor = Record<RetentionRuleName, number>

interface RuleSource {
  table: string
  /** When a row came to its end. */
  ended: string
  /** Which rows the rule is about, beside their age. */
  only?: string
  /** How a row leads to a patient whose record may be held; left out where it leads to none. */
  patient?: string
}

/** Where the rows of each rule are. Counting and deleting read the same lines, so that a dry run says what will happen. */
const sources: Record<RetentionRuleName, RuleSource> = {
  'idempotency-keys': { table: 'idempotency_keys', ended: 'created_at' },
  // Refresh tokens go with their session.
  sessions: { table: 'sessions', ended: 'least(expires_at, revoked_at)' },
  'one-time-links': { table: 'one_time_tokens', ended: 'expires_at' },
  notifications: { table: 'messages', ended: 'created_at', only: `t.channel = 'in-app'`, patient: 't.patient_id' },
  messages: { table: 'messages', ended: 'created_at', only: `t.channel <> 'in-app'`, patient: 't.patient_id' },
  // What an alert found stays with the log that it is about.
  'privacy-cases': { table: 'privacy_cases', ended: 'closed_at', only: `t.kind <> 'alert'`, patient: 't.patient_id' },
  'audit-log': { table: 'audit_events', ended: 'recorded' },
  'patient-records': {
    table: 'patients',
    ended: 'created_at',
    only: `t.erased_at IS NULL AND NOT EXISTS (SELECT FROM appointments a
             WHERE a.patient_id = t.id AND a.appointment_date >= now() - $1::interval)`,
    patient: 't.id',
  },
}

const held = (patient: string) =>
  `EXISTS (SELECT FROM legal_holds h WHERE h.patient_id = ${patient} AND h.lifted_at IS NULL)`

const endOf = ({ ended }: RuleSource) =>
  ended.replace(/\b(created_at|expires_at|revoked_at|closed_at|recorded)\b/g, 't.$1')

const ageOf = (source: RuleSource) => `${endOf(source)} < now() - $1::interval`

/** What is old enough, is what the rule is about, and is not held. */
const free = (source: RuleSource) =>
  [ageOf(source), source.only, source.patient && `NOT ${held(source.patient)}`].filter(Boolean).join(' AND ')

const intervalOf = (name: RetentionRuleName, keptFor: number) => `${keptFor} ${retentionRules[name].unit}`

/** What the hospital has set, and the usual time where it has set none. */
export async function keptFor(tx: ReadTx | WriteTx): Promise<KeptFor> {
  const [rows, records] = await Promise.all([
    tx.many<{ name: RetentionRuleName; keepFor: number }>('SELECT name, keep_for AS "keepFor" FROM retention_rules'),
    tx.one<{ years: number }>('SELECT record_retention_years AS years FROM hospital_settings'),
  ])
  const set = new Map(rows.map(({ name, keepFor }) => [name, keepFor]))
  set.set('patient-records', records!.years)
  return Object.fromEntries(
    retentionRuleNames.map((name) => [name, set.get(name) ?? retentionRules[name].usual]),
  ) as KeptFor
}

/** How long a record is kept stands with the hospital's settings, where erasure asks for it; all else in a table of rules. */
export async function set(tx: WriteTx, changes: Partial<KeptFor>): Promise<void> {
  const { 'patient-records': years, ...rest } = changes
  if (years !== undefined) await tx.run('UPDATE hospital_settings SET record_retention_years = $1', [years])
  const named = Object.entries(rest)
  if (named.length === 0) return
  await tx.run(
    `INSERT INTO retention_rules (name, keep_for) SELECT * FROM unnest($1::text[], $2::int[])
     ON CONFLICT (name) DO UPDATE SET keep_for = excluded.keep_for`,
    [named.map(([name]) => name), named.map(([, value]) => value)],
  )
}

export interface Due {
  olderThan: Date
  rows: number
  oldest: Date | null
  /** Older rows that a legal hold keeps. */
  held: number
}

/** More than anybody has; that there is a bound leads the planner to the index of the age. */
const MOST = 10_000_000

/** How many rows a rule is about now. */
export async function due(tx: ReadTx, name: RetentionRuleName, keepFor: number): Promise<Due> {
  const source = sources[name]
  const { table, ended, only = 'true', patient } = source
  const isHeld = patient ? 'h.patient_id IS NOT NULL' : 'false'
  const row = await tx.one<Due>(
    `SELECT now() - $1::interval AS "olderThan", count(*) FILTER (WHERE NOT ${isHeld})::int AS rows,
            min(${ended}) FILTER (WHERE NOT ${isHeld}) AS oldest, count(*) FILTER (WHERE ${isHeld})::int AS held
       FROM (SELECT * FROM ${table} t WHERE ${ageOf(source)} ORDER BY ${ended} LIMIT $2) t
            ${patient ? `LEFT JOIN legal_holds h ON h.patient_id = ${patient} AND h.lifted_at IS NULL` : ''}
      WHERE ${only}`,
    [intervalOf(name, keepFor), MOST],
  )
  return row!
}

/** Deletes at most `limit` rows that a rule is about. @returns how many went */
export async function forget(tx: WriteTx, name: RetentionRuleName, keepFor: number, limit: number): Promise<number> {
  const source = sources[name]
  if (retentionRules[name].then !== 'delete') throw new Error(`${name} is for somebody to look at`)
  const values = [intervalOf(name, keepFor), limit]
  // The oldest first: without an order, and by what it guesses of ages, the planner may read the whole table for each batch.
  const some = `SELECT t.ctid FROM ${source.table} t WHERE ${free(source)} ORDER BY ${endOf(source)} LIMIT $2`
  // A message outlives the link that it carried.
  if (name === 'one-time-links')
    await tx.run(
      `UPDATE messages SET one_time_token_id = NULL
        WHERE one_time_token_id IN (SELECT t.id FROM ${source.table} t WHERE ${free(source)})`,
      values.slice(0, 1),
    )
  return tx.run(`DELETE FROM ${source.table} WHERE ctid = ANY (ARRAY(${some}))`, values)
}

export interface DormantRow {
  id: string
  mrn: string
  firstName: string
  lastName: string
  lastVisit: Date | null
  registeredAt: Date
  place: string
}

/** Records that nobody has needed for so many years and that nothing holds, those registered first at the beginning. */
export function dormant(tx: ReadTx, years: number, after: string[] | null, limit: number): Promise<DormantRow[]> {
  return tx.many<DormantRow>(
    `SELECT t.id, t.mrn, t.first_name AS "firstName", t.last_name AS "lastName", t.created_at AS "registeredAt",
            v.last AS "lastVisit", to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place
       FROM (SELECT * FROM patients t WHERE ${free(sources['patient-records'])}
                ${after ? 'AND (t.created_at, t.id) > ($3::timestamptz, $4::uuid)' : ''}
              ORDER BY t.created_at, t.id LIMIT $2) t
       LEFT JOIN LATERAL (SELECT max(a.appointment_date) AS last FROM appointments a WHERE a.patient_id = t.id) v ON true
      ORDER BY t.created_at, t.id`,
    [intervalOf('patient-records', years), limit, ...(after ?? [])],
  )
}
