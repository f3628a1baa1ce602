import type { Availability } from '@hms/contract/doctors'
import type { WriteTx } from '../config/database.ts'

/** An entry of the audit log, as far as rules look at it. */
export interface WatchedEvent {
  ordinal: string
  seq: string
  id: string
  recorded: Date
  operation: string
  outcome: 'success' | 'refused' | 'failed'
  actorId: string | null
  actorRole: string
  patientIds: string[]
  reason: string | null
}

export interface Progress {
  /** Null before the first look. */
  ordinal: string | null
  newest: string
}

/**
 * Where looking goes on; kept for this transaction, so that of several workers one looks at a time.
 * @returns null while another one looks
 */
export function takeTurn(tx: WriteTx): Promise<Progress | null> {
  return tx.one<Progress>(
    `SELECT p.ordinal::text, (SELECT coalesce(max(s.ordinal), 0) FROM audit_seals s)::text AS newest
       FROM alert_progress p FOR UPDATE OF p SKIP LOCKED`,
  )
}

export function moveTo(tx: WriteTx, ordinal: string): void {
  tx.send('UPDATE alert_progress SET ordinal = $1', [ordinal])
}

/** What was sealed behind `after`, in the order of the chain. */
export function following(tx: WriteTx, after: string, limit: number): Promise<WatchedEvent[]> {
  return tx.many<WatchedEvent>(
    `SELECT s.ordinal::text, e.seq::text, e.id, e.recorded, e.operation, e.outcome, e.actor_id AS "actorId",
            e.actor_role AS "actorRole", e.patient_ids AS "patientIds", e.reason
       FROM (SELECT ordinal, seq, recorded FROM audit_seals WHERE ordinal > $1::bigint ORDER BY ordinal LIMIT $2) s
       JOIN audit_events e ON e.seq = s.seq AND e.recorded = s.recorded
      ORDER BY s.ordinal`,
    [after, limit],
  )
}

/** An hour of somebody's, by its end. */
export interface Hour {
  actorId: string
  until: Date
}

export interface HourCount extends Hour {
  from: Date
  count: number
  /** Of those counted, at most 500. */
  patientIds: string[]
}

/** Entries of an hour that are counted, the newest: whoever floods the log makes looking through it no slower. Above every limit. */
const MOST_COUNTED = 50_000

/** Each hour with what was counted in it: whose record was opened, or how often something was refused. */
const counted = (what: string, which: string) => `
  SELECT a.actor AS "actorId", a.until, c.first AS "from", c.n AS count, coalesce(c.patients, '{}') AS "patientIds"
    FROM unnest($1::uuid[], $2::timestamptz[]) AS a (actor, until)
    CROSS JOIN LATERAL (
      SELECT ${what} AS n, min(e.recorded) AS first,
             (array_agg(DISTINCT e.patient_ids[1]) FILTER (WHERE cardinality(e.patient_ids) = 1))[1:500] AS patients
        FROM (SELECT e.recorded, e.patient_ids FROM audit_events e
               WHERE e.actor_id = a.actor AND e.recorded > a.until - interval '1 hour' AND e.recorded <= a.until AND ${which}
               ORDER BY e.recorded DESC LIMIT ${MOST_COUNTED}) e) c
   WHERE c.n > 0`

const opensOne = `e.outcome = 'success' AND cardinality(e.patient_ids) = 1`
const isRefusal = `e.outcome = 'refused' AND e.reason IS DISTINCT FROM 'step-up-required' AND e.reason IS DISTINCT FROM 'mfa-required'`
const records = counted('count(DISTINCT e.patient_ids[1])::int', opensOne)
const refusals = counted('count(*)::int', isRefusal)

const askedFor = (hours: readonly Hour[]) => [hours.map(({ actorId }) => actorId), hours.map(({ until }) => until)]

/** Of how many patients each opened the record within an hour. */
export const recordsOpened = (tx: WriteTx, hours: readonly Hour[]): Promise<HourCount[]> =>
  tx.many<HourCount>(records, askedFor(hours))

/** How often each was refused something within an hour; proofs that were asked for are no refusals. */
export const timesRefused = (tx: WriteTx, hours: readonly Hour[]): Promise<HourCount[]> =>
  tx.many<HourCount>(refusals, askedFor(hours))

/** What somebody comes to in a busy hour: nine of ten hours of work of the last four weeks were quieter. Null while there are few. */
export async function usualRecords(tx: WriteTx, actorId: string, before: Date): Promise<number | null> {
  const row = await tx.one<{ usual: number | null }>(
    `SELECT CASE WHEN count(*) >= 20 THEN percentile_disc(0.9) WITHIN GROUP (ORDER BY h.n) END::int AS usual
       FROM (SELECT count(DISTINCT e.patient_ids[1]) AS n FROM audit_events e
              WHERE e.actor_id = $1 AND e.recorded > $2::timestamptz - interval '28 days'
                AND e.recorded < $2::timestamptz - interval '1 hour' AND ${opensOne}
              GROUP BY date_trunc('hour', e.recorded)) h`,
    [actorId, before],
  )
  return row?.usual ?? null
}

export interface WatchedPatient {
  id: string
  userId: string | null
  firstName: string
  lastName: string
}

export function patients(tx: WriteTx, ids: readonly string[]): Promise<WatchedPatient[]> {
  return tx.many<WatchedPatient>(
    `SELECT id, user_id AS "userId", first_name AS "firstName", last_name AS "lastName" FROM patients WHERE id = ANY ($1::uuid[])`,
    [ids],
  )
}

export interface WatchedActor {
  id: string
  firstName: string
  lastName: string
  /** Of doctors. */
  availability: Availability | null
}

export function actors(tx: WriteTx, ids: readonly string[]): Promise<WatchedActor[]> {
  return tx.many<WatchedActor>(
    `SELECT u.id, u.first_name AS "firstName", u.last_name AS "lastName", d.availability
       FROM users u LEFT JOIN doctors d ON d.user_id = u.id WHERE u.id = ANY ($1::uuid[])`,
    [ids],
  )
}

/** Whether more patients than so many have a surname, as it is written. */
export async function isCommon(tx: WriteTx, lastName: string, limit: number): Promise<boolean> {
  const row = await tx.one<{ n: number }>(
    'SELECT count(*)::int AS n FROM (SELECT FROM patients WHERE last_name = $1 LIMIT $2) namesake',
    [lastName, limit + 1],
  )
  return (row?.n ?? 0) > limit
}

export interface Review {
  caseId: string
  throughRestriction: boolean
}

/** The review that an opening in an emergency left, and whether it went through a restriction. */
export function reviewOf(tx: WriteTx, actorId: string, patientId: string): Promise<Review | null> {
  return tx.one<Review>(
    `SELECT c.id AS "caseId",
            coalesce((SELECT g.through_restriction FROM break_glass_grants g
                       WHERE g.user_id = $1 AND g.patient_id = $2 ORDER BY g.opened_at DESC LIMIT 1), false) AS "throughRestriction"
       FROM privacy_cases c
      WHERE c.kind = 'break-glass-review' AND c.subject_user_id = $1 AND c.patient_id = $2
      ORDER BY c.opened_at DESC LIMIT 1`,
    [actorId, patientId],
  )
}

export interface BrokenChain {
  ordinal: string
  finding: string
  finishedAt: Date
}

/** What verifications have found since the last look; looking moves on. */
export async function brokenSince(tx: WriteTx): Promise<BrokenChain[]> {
  const found = await tx.many<BrokenChain>(
    `SELECT v.bad_ordinal::text AS ordinal, v.finding, v.finished_at AS "finishedAt" FROM audit_verifications v
      WHERE v.outcome = 'failed' AND v.finished_at > coalesce((SELECT verified_at FROM alert_progress), '-infinity')
      ORDER BY v.finished_at`,
  )
  tx.send(
    `UPDATE alert_progress SET verified_at = $1::timestamptz + interval '1 millisecond' WHERE $1::timestamptz IS NOT NULL`,
    [found.at(-1)?.finishedAt ?? null],
  )
  return found
}
