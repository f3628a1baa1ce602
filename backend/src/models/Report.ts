import type { AppointmentReportQuery, RevenueReportQuery } from '@hms/contract/reports'
import type { ReadTx } from '../config/database.ts'

/** What a report covers: whole days of the hospital, `to` included, of one doctor or of all that the reader may see. */
export interface Period {
  from: string
  to: string
  timeZone: string
  currency: string
  doctorId: string | null
}

export interface AppointmentFigures {
  key: string
  label: string
  total: number
  booked: number
  checkedIn: number
  completed: number
  cancelled: number
  noShow: number
}

/** Sums are decimal strings. */
export interface RevenueFigures {
  key: string
  label: string
  billed: string
  received: string
}

const counts = `count(a.status)::int AS total,
  (count(*) FILTER (WHERE a.status = 'booked'))::int AS booked,
  (count(*) FILTER (WHERE a.status = 'checked-in'))::int AS "checkedIn",
  (count(*) FILTER (WHERE a.status = 'completed'))::int AS completed,
  (count(*) FILTER (WHERE a.status = 'cancelled'))::int AS cancelled,
  (count(*) FILTER (WHERE a.status = 'no-show'))::int AS "noShow"`

// A day begins at midnight in the hospital's zone; midnights that a clock change removes begin when the day does.
const within = `a.appointment_date >= $1::date::timestamp AT TIME ZONE $3
  AND a.appointment_date < ($2::date + 1)::timestamp AT TIME ZONE $3`
/** In the text, and not decided row by row: a doctor's figures come from the doctor's index. */
const theirs = (doctorId: string | null) => (doctorId ? 'a.doctor_id = $4::uuid' : '$4::uuid IS NULL')

/** Every day, week (from Monday) or month of the period. */
const periods = (from: string, to: string, unit: string) =>
  `SELECT DISTINCT date_trunc(${unit}, day)::date AS key FROM generate_series(${from}::date::timestamp, ${to}::date::timestamp, '1 day') AS day`

const overTime = (who: string) => `
  SELECT p.key::text AS key, p.key::text AS label, ${counts}
    FROM (${periods('$1', '$2', '$5')}) AS p
    LEFT JOIN (SELECT a.status, date_trunc($5, a.appointment_date AT TIME ZONE $3)::date AS key FROM appointments a WHERE ${within} AND ${who}) AS a
      ON a.key = p.key
   GROUP BY p.key ORDER BY p.key`

const byGroup = {
  doctor: (who: string) => `
    SELECT d.id AS key, d.first_name || ' ' || d.last_name AS label, ${counts}
      FROM appointments a JOIN doctors d ON d.id = a.doctor_id WHERE ${within} AND ${who}
     GROUP BY d.id ORDER BY d.last_name, d.first_name, d.id`,
  specialization: (who: string) => `
    SELECT d.specialization AS key, d.specialization AS label, ${counts}
      FROM appointments a JOIN doctors d ON d.id = a.doctor_id WHERE ${within} AND ${who}
     GROUP BY d.specialization ORDER BY d.specialization`,
  'visit-type': (who: string) => `
    SELECT coalesce(v.id::text, 'none') AS key, coalesce(v.name, 'Other') AS label, ${counts}
      FROM appointments a LEFT JOIN visit_types v ON v.id = a.visit_type_id WHERE ${within} AND ${who}
     GROUP BY v.id ORDER BY v.name NULLS LAST`,
}

export function appointments(
  tx: ReadTx,
  { from, to, timeZone, doctorId }: Period,
  groupBy: AppointmentReportQuery['groupBy'],
): Promise<AppointmentFigures[]> {
  const values = [from, to, timeZone, doctorId]
  if (groupBy === 'day' || groupBy === 'week' || groupBy === 'month')
    return tx.many(overTime(theirs(doctorId)), [...values, groupBy])
  return tx.many(byGroup[groupBy](theirs(doctorId)), values)
}

const billsOf = (doctorId: string | null) => (doctorId ? 'b.doctor_id = $4::uuid' : '$4::uuid IS NULL')
const receivedWithin = `p.status = 'succeeded' AND p.currency = $5
  AND p.received_at >= $1::date::timestamp AT TIME ZONE $3 AND p.received_at < ($2::date + 1)::timestamp AT TIME ZONE $3`

const revenueOverTime = (ofDoctor: string) => `
  SELECT d.key::text AS key, d.key::text AS label,
         coalesce(billed.amount, 0)::text AS billed, coalesce(received.amount, 0)::text AS received
    FROM (${periods('$1', '$2', '$6')}) AS d
    LEFT JOIN (SELECT date_trunc($6, b.issue_date::timestamp)::date AS key, sum(b.amount) AS amount FROM billing b
                WHERE b.issue_date BETWEEN $1::date AND $2::date AND b.status <> 'void' AND b.currency = $5 AND ${ofDoctor}
                GROUP BY 1) AS billed ON billed.key = d.key
    LEFT JOIN (SELECT date_trunc($6, p.received_at AT TIME ZONE $3)::date AS key, sum(p.amount) AS amount
                 FROM payments p JOIN billing b ON b.id = p.billing_id
                WHERE ${receivedWithin} AND ${ofDoctor}
                GROUP BY 1) AS received ON received.key = d.key
   ORDER BY d.key`

const revenueByMethod = (ofDoctor: string) => `
  SELECT m.method AS key, m.method AS label, '0' AS billed, coalesce(sum(p.amount), 0)::text AS received
    FROM unnest(ARRAY['card', 'cash', 'bank-transfer', 'insurance']) WITH ORDINALITY AS m (method, position)
    LEFT JOIN (SELECT p.method, p.amount FROM payments p JOIN billing b ON b.id = p.billing_id
                WHERE ${receivedWithin} AND ${ofDoctor}) AS p ON p.method = m.method
   GROUP BY m.method, m.position ORDER BY m.position`

export function revenue(
  tx: ReadTx,
  { from, to, timeZone, doctorId, currency }: Period,
  groupBy: RevenueReportQuery['groupBy'],
): Promise<RevenueFigures[]> {
  const values = [from, to, timeZone, doctorId, currency]
  const whose = billsOf(doctorId)
  return groupBy === 'method'
    ? tx.many(revenueByMethod(whose), values)
    : tx.many(revenueOverTime(whose), [...values, groupBy])
}

/** The payments that succeeded in the period; their sum as a decimal string. */
export async function received(
  tx: ReadTx,
  { from, to, timeZone, doctorId, currency }: Period,
): Promise<{ count: number; amount: string }> {
  const row = await tx.one<{ count: number; amount: string }>(
    `SELECT count(*)::int AS count, coalesce(sum(p.amount), 0)::text AS amount FROM payments p JOIN billing b ON b.id = p.billing_id
      WHERE ${receivedWithin} AND ${billsOf(doctorId)}`,
    [from, to, timeZone, doctorId, currency],
  )
  return row!
}

export interface Owed {
  openCount: number
  openBalance: string
  overdueCount: number
  overdueBalance: string
  dueCount: number
  dueBalance: string
}

/** What is owed, by whether the due date has passed on `today`; `due` is what of the rest has to be paid until `until`. */
export async function owed(
  tx: ReadTx,
  { today, until }: { today: string; until: string },
  { doctorId, currency }: Pick<Period, 'doctorId' | 'currency'>,
): Promise<Owed> {
  const row = await tx.one<Owed>(
    `SELECT (count(*) FILTER (WHERE b.due_date >= $1))::int AS "openCount",
            coalesce(sum(b.amount - b.paid_amount) FILTER (WHERE b.due_date >= $1), 0)::text AS "openBalance",
            (count(*) FILTER (WHERE b.due_date < $1))::int AS "overdueCount",
            coalesce(sum(b.amount - b.paid_amount) FILTER (WHERE b.due_date < $1), 0)::text AS "overdueBalance",
            (count(*) FILTER (WHERE b.due_date BETWEEN $1 AND $4))::int AS "dueCount",
            coalesce(sum(b.amount - b.paid_amount) FILTER (WHERE b.due_date BETWEEN $1 AND $4), 0)::text AS "dueBalance"
       FROM billing b
      WHERE b.status IN ('open', 'overdue') AND b.currency = $2
        AND ${doctorId ? 'b.doctor_id = $3::uuid' : '$3::uuid IS NULL'}`,
    [today, currency, doctorId, until],
  )
  return row!
}

/** Registered patients; with a doctor, those in that doctor's care (from the booking until 90 days after the last visit). */
export async function patients(tx: ReadTx, doctorId: string | null): Promise<number> {
  const row = await (doctorId === null
    ? tx.one<{ count: number }>('SELECT patients_count() AS count')
    : tx.one<{ count: number }>(
        `SELECT count(DISTINCT patient_id)::int AS count FROM appointments
          WHERE doctor_id = $1 AND status <> 'cancelled' AND ends_at > now() - interval '90 days'
            AND appointment_date > now() - interval '122 days'`,
        [doctorId],
      ))
  return row!.count
}
