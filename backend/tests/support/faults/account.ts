import { look } from '../observer.ts'
import type { Load } from './load.ts'

export interface Account {
  /** Acknowledged, and not there or not as it was acknowledged. */
  lost: string[]
  /** There, and never acknowledged: everything was insisted on until it was. */
  doubled: string[]
  /** Deeds of which only a part is there. */
  halfDone: string[]
}

/** Compares what clients were told with what the database holds, as a superuser sees it. */
export async function account(load: Load): Promise<Account> {
  const { patients, visits, bills, payments } = load.acknowledged
  const own = [load.admin.userId]
  const told: [string, Map<string, string>, string, unknown[]][] = [
    ['patient', known(patients), `SELECT id, '' AS state FROM patients WHERE first_name = $1`, [load.tag]],
    ['visit', visits, 'SELECT id, status AS state FROM appointments WHERE booked_by = $1', own],
    ['bill', known(bills), `SELECT id, '' AS state FROM billing WHERE created_by = $1`, own],
    ['payment', payments, `SELECT id, billing_id::text AS state FROM payments WHERE created_by = $1`, own],
  ]
  const lost: string[] = []
  const doubled: string[] = []
  for (const [what, acknowledged, statement, values] of told) {
    const rows = await look<{ id: string; state: string }>(statement, values)
    const stored = new Map(rows.map(({ id, state }) => [id, state]))
    for (const [id, state] of acknowledged) if (stored.get(id) !== state) lost.push(`${what} ${id}`)
    for (const id of stored.keys()) if (!acknowledged.has(id)) doubled.push(`${what} ${id}`)
  }
  return { lost, doubled, halfDone: await halfDone(load) }
}

const known = (ids: Set<string>) => new Map([...ids].map((id) => [id, '']))

/** Not exactly one row of the log says that it was done. */
const without = (operation: string) =>
  `(SELECT count(*) FROM audit_events e WHERE e.resource_id = it.id AND e.operation = '${operation}' AND e.outcome = 'success') <> 1`

/** Each finds what is only half there, as `id`. */
const halves: Record<string, string> = {
  'patient without one row in the log': `SELECT id FROM patients it WHERE first_name = (SELECT tag FROM who) AND ${without('patient.create')}`,
  'patient without its keys': `SELECT id FROM patients it WHERE first_name = (SELECT tag FROM who)
     AND (SELECT count(*) FROM patient_keys k WHERE k.patient_id = it.id) <> 2`,
  'visit without one row in the log': `SELECT id FROM appointments it WHERE booked_by = (SELECT admin FROM who) AND ${without('appointment.book')}`,
  'visit that does not hold its time': `SELECT id FROM appointments it WHERE booked_by = (SELECT admin FROM who)
     AND (SELECT count(*) FROM appointment_times t
           WHERE t.appointment_id = it.id AND t.taken = (it.status <> 'cancelled')) <> 1`,
  'cancelled visit without one row in the log': `SELECT id FROM appointments it
     WHERE booked_by = (SELECT admin FROM who) AND status = 'cancelled' AND ${without('appointment.cancel')}`,
  'visit that nobody was told of': `SELECT id FROM appointments it WHERE booked_by = (SELECT admin FROM who)
     AND NOT EXISTS (SELECT FROM messages m WHERE m.dedupe_key LIKE 'appointment-booked/' || it.id || '/%')`,
  'bill without one row in the log': `SELECT id FROM billing it WHERE created_by = (SELECT admin FROM who) AND ${without('billing.create')}`,
  'bill that is not the sum of its lines': `SELECT id FROM billing it WHERE created_by = (SELECT admin FROM who)
     AND amount IS DISTINCT FROM (SELECT sum(l.amount) FROM billing_lines l WHERE l.billing_id = it.id)`,
  'bill that is not paid as its payments say': `SELECT id FROM billing it WHERE created_by = (SELECT admin FROM who)
     AND paid_amount <> (SELECT coalesce(sum(p.amount), 0) FROM payments p WHERE p.billing_id = it.id AND p.status = 'succeeded')`,
  'payment without one row in the log': `SELECT id FROM payments it WHERE created_by = (SELECT admin FROM who) AND ${without('payment.create')}`,
  'payment without a receipt': `SELECT id FROM payments it WHERE created_by = (SELECT admin FROM who) AND receipt_number IS NULL`,
  'key without a reply':
    'SELECT key AS id FROM idempotency_keys WHERE user_id = (SELECT admin FROM who) AND response IS NULL',
  'number series with a gap': `
    SELECT s.name || ' ' || s.year AS id
      FROM number_series s
      LEFT JOIN (SELECT split_part(number, '-', 1) AS name, split_part(number, '-', 2)::int AS year,
                        split_part(number, '-', 3)::int AS n
                   FROM (SELECT number FROM billing UNION ALL SELECT receipt_number FROM payments) AS given
                  WHERE number IS NOT NULL) AS taken USING (name, year)
     GROUP BY s.name, s.year, s.last
    HAVING (count(DISTINCT taken.n), coalesce(min(taken.n), 1), coalesce(max(taken.n), 0)) <> (s.last, 1, s.last)`,
}

async function halfDone({ admin, tag }: Load): Promise<string[]> {
  const found: string[] = []
  for (const [what, statement] of Object.entries(halves)) {
    const rows = await look<{ id: string }>(`WITH who AS (SELECT $1::uuid AS admin, $2::text AS tag) ${statement}`, [
      admin.userId,
      tag,
    ])
    found.push(...rows.map(({ id }) => `${what}: ${id}`))
  }
  return found
}
