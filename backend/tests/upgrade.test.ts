import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrate } from '../src/config/migrate.ts'
import { createEarlier, dropEarlier, firstRelease, urlFor } from './support/earlierRelease.ts'

/**
 * A database of the first release with data in it is brought up to date while people go on working. What they do is said in
 * the statements of the first release's models, prepared, under the application's role and its settings: processes of that
 * release are still running while a new one migrates. (Its program itself is not part of this tree.)
 */

const ROWS = { patients: 3000, visits: 12_000, bills: 3000 }
let superuser: pg.Client
let app: pg.Pool

beforeAll(async () => {
  await createEarlier()
  await migrate(urlFor('DATABASE_OWNER_URL'), firstRelease)
  superuser = new pg.Client({ connectionString: urlFor('DATABASE_SUPERUSER_URL') })
  await superuser.connect()
  for (const statement of FILL) await superuser.query(statement)
  app = new pg.Pool({ connectionString: urlFor('DATABASE_URL'), max: 6 })
}, 60_000)

afterAll(async () => {
  await app.end()
  await superuser.end()
  await dropEarlier()
})

const FILL = [
  `INSERT INTO users (email, role, first_name, last_name) SELECT 'd' || g || '@old.example', 'doctor', 'Doctor', 'No' || g FROM generate_series(1, 20) g`,
  `INSERT INTO doctors (user_id, first_name, last_name, search_name, specialization, license_number, availability)
   SELECT id, first_name, last_name, lower(first_name || ' ' || last_name), 'Surgery', email, '{}' FROM users`,
  `INSERT INTO patients (first_name, last_name, search_name) SELECT 'Ada', 'Old' || g, 'ada old' || g FROM generate_series(1, ${ROWS.patients}) g`,
  `INSERT INTO appointments (patient_id, doctor_id, appointment_date, duration_minutes, ends_at, occupied_from, occupied_until, local_start, time_zone, status)
   SELECT p.id, d.id, t, 30, t + interval '30 min', t, t + interval '30 min', t AT TIME ZONE 'UTC', 'UTC', CASE WHEN t < now() THEN 'completed' ELSE 'booked' END
     FROM generate_series(1, ${ROWS.visits}) g
     CROSS JOIN LATERAL (SELECT date_trunc('day', now()) + interval '20 days' - (g / 20) * interval '12 hours' AS t) AS time
     JOIN (SELECT id, row_number() OVER () AS n FROM patients) p ON p.n = 1 + g % ${ROWS.patients}
     JOIN (SELECT id, row_number() OVER () AS n FROM doctors) d ON d.n = 1 + g % 20`,
  `WITH bills AS (
     INSERT INTO billing (number, patient_id, appointment_id, description, currency, amount, issue_date, due_date)
     SELECT 'OLD-' || row_number() OVER (), patient_id, id, '\\x00', 'USD', 10, current_date, current_date FROM appointments
      WHERE status = 'completed' LIMIT ${ROWS.bills} RETURNING id)
   INSERT INTO billing_lines (billing_id, position, description, quantity, unit_price, amount) SELECT id, 1, '\\x00', 1, 10, 10 FROM bills`,
  `INSERT INTO audit_events (action, operation, actor_role, purpose, request_id, resource_type)
   SELECT 'R', 'patient.read', 'system', 'TREAT', 'old-' || g, 'Patient' FROM generate_series(1, 20000) g`,
  'ANALYZE',
]

const audit = `INSERT INTO audit_events (action, operation, outcome, actor_id, actor_role, purpose, session_id, request_id, client_address,
                               resource_type, resource_id, resource_version, patient_ids, changed_fields, reason)
     VALUES ('C', 'load', 'success', NULL, 'system', 'TREAT', NULL, $1, NULL, 'Load', NULL, NULL, $2, '{}', NULL)`

interface Kept {
  visits: Set<string>
  moved: Map<string, string>
  patients: Map<string, string>
  requests: Set<string>
}
interface Told {
  done: number
  slowest: number
  refused: string[]
}
const RETRIED = new Set(['40001', '40P01'])

/** One deed in one transaction, as the unit of work does it: tried again after a conflict, and audited or undone. */
async function deed(kept: Kept, told: Told, work: (client: pg.PoolClient) => Promise<() => void>): Promise<void> {
  const begun = performance.now()
  for (let tried = 1; ; tried++) {
    const client = await app.connect()
    try {
      const request = randomUUID()
      await client.query('BEGIN')
      await client.query(`SELECT hms_enter_as('write', 'system')`)
      const keep = await work(client)
      await client.query({ name: 'audit', text: audit, values: [request, []] })
      await client.query('COMMIT')
      keep()
      kept.requests.add(request)
      break
    } catch (error) {
      await client.query('ROLLBACK')
      const { code = '', message } = error as pg.DatabaseError
      // Somebody else has the time: an answer, not a failure.
      if (code === '23P01') break
      if (RETRIED.has(code) && tried < 5) continue
      told.refused.push(`${code} ${message}`)
      break
    } finally {
      client.release()
    }
  }
  told.done++
  told.slowest = Math.max(told.slowest, performance.now() - begun)
}

const prepared = (client: pg.PoolClient, name: string, text: string, values: unknown[]) =>
  client.query({ name, text, values })

function deeds(kept: Kept, ids: { patients: string[]; doctors: string[]; visits: string[] }) {
  const any = (list: string[]) => list[Math.floor(Math.random() * list.length)]!
  const book = async (client: pg.PoolClient) => {
    const id = randomUUID()
    const start = new Date(
      Math.ceil(Date.now() / 1_800_000) * 1_800_000 + Math.floor(Math.random() * 8000) * 1_800_000 + 40 * 86_400_000,
    )
    await prepared(
      client,
      'book',
      `INSERT INTO appointments (id, patient_id, booked_by, doctor_id, visit_type_id, appointment_date, duration_minutes,
                                 ends_at, occupied_from, occupied_until, local_start, time_zone)
       VALUES ($1, $2, NULL, $3, NULL, $4::timestamptz, 30, $4::timestamptz + interval '30 min', $4, $4::timestamptz + interval '30 min', $4::timestamptz AT TIME ZONE 'UTC', 'UTC')`,
      [id, any(ids.patients), any(ids.doctors), start],
    )
    return () => void kept.visits.add(id)
  }
  const cancel = async (client: pg.PoolClient) => {
    const id = any(ids.visits)
    const { rowCount } = await prepared(
      client,
      'cancel',
      `UPDATE appointments SET status = 'cancelled' WHERE id = $1 AND status = 'booked'`,
      [id],
    )
    return () => void (rowCount && kept.moved.set(id, 'cancelled'))
  }
  const register = async (client: pg.PoolClient) => {
    const id = randomUUID()
    const name = `New${id.slice(0, 8).replace(/\d/g, 'x')}`
    await prepared(
      client,
      'register',
      `INSERT INTO patients (id, first_name, last_name, search_name) VALUES ($1, 'Ada', $2, $3)`,
      [id, name, `ada ${name.toLowerCase()}`],
    )
    return () => void kept.patients.set(id, name)
  }
  const rename = async (client: pg.PoolClient) => {
    const id = any(ids.patients)
    const name = `Renamed${randomUUID().slice(0, 6).replace(/\d/g, 'x')}`
    await prepared(client, 'rename', `UPDATE patients SET last_name = $2, search_name = $3 WHERE id = $1`, [
      id,
      name,
      `ada ${name.toLowerCase()}`,
    ])
    return () => void kept.patients.set(id, name)
  }
  const look = async (client: pg.PoolClient) => {
    await prepared(
      client,
      'calendar',
      `SELECT a.id, a.status, p.mrn FROM appointments a JOIN patients p ON p.id = a.patient_id WHERE a.doctor_id = $1 AND a.appointment_date >= $2 ORDER BY a.appointment_date, a.id LIMIT 50`,
      [any(ids.doctors), new Date()],
    )
    await prepared(client, 'busy', `SELECT busy_from FROM doctor_busy($1, now(), now() + interval '7 days')`, [
      any(ids.doctors),
    ])
    await prepared(client, 'log', 'SELECT seq FROM audit_events ORDER BY seq DESC LIMIT 20', [])
    await prepared(client, 'bills', 'SELECT b.id FROM billing b ORDER BY b.issue_date DESC, b.id DESC LIMIT 20', [])
    return () => undefined
  }
  return [book, book, cancel, register, rename, look]
}

const column = async (text: string, values: unknown[] = []) =>
  (await superuser.query({ text, values, rowMode: 'array' })).rows.map(([value]) => value as string)

it('goes on working while it is brought up to date, and keeps everything', async () => {
  const ids = {
    patients: await column('SELECT id FROM patients LIMIT 500'),
    doctors: await column('SELECT id FROM doctors'),
    visits: await column(`SELECT id FROM appointments WHERE status = 'booked'`),
  }
  const kept: Kept = { visits: new Set(), moved: new Map(), patients: new Map(), requests: new Set() }
  const told: Told = { done: 0, slowest: 0, refused: [] }
  const works = deeds(kept, ids)
  let working = true
  const workers = Array.from({ length: 4 }, async () => {
    while (working) {
      await deed(kept, told, works[Math.floor(Math.random() * works.length)]!)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  })
  await new Promise((resolve) => setTimeout(resolve, 1000))
  const applied = await migrate(urlFor('DATABASE_OWNER_URL'))
  const during = told.done
  await new Promise((resolve) => setTimeout(resolve, 1500))
  working = false
  await Promise.all(workers)

  expect(applied.length).toBeGreaterThan(20)
  expect(told.refused).toEqual([])
  expect(told.done).toBeGreaterThan(during)
  expect(told.slowest).toBeLessThan(5000)

  expect(await column('SELECT count(*) FROM appointments')).toEqual([String(ROWS.visits + kept.visits.size)])
  expect(new Set(await column('SELECT id FROM appointments WHERE id = ANY($1)', [[...kept.visits]]))).toEqual(
    kept.visits,
  )
  expect(
    await column('SELECT count(*) FROM appointments WHERE id = ANY($1) AND status <> $2', [
      [...kept.moved.keys()],
      'cancelled',
    ]),
  ).toEqual(['0'])
  expect(new Set(await column(`SELECT request_id FROM audit_events WHERE operation = 'load'`))).toEqual(kept.requests)
  for (const [id, name] of [...kept.patients].slice(0, 300))
    expect(await column('SELECT last_name FROM patients WHERE id = $1', [id])).toEqual([name])
  // What the migrations derive is what the rows say, whenever they were written.
  expect(
    await column(`SELECT a.id FROM appointments a FULL JOIN appointment_times t ON t.appointment_id = a.id
                   WHERE (a.patient_id, a.doctor_id, a.appointment_date, a.ends_at, a.occupied_from, a.occupied_until)
                         IS DISTINCT FROM (t.patient_id, t.doctor_id, t.appointment_date, t.ends_at, t.occupied_from, t.occupied_until)
                      OR t.taken <> (a.status IN ('booked', 'checked-in', 'completed') AND a.occupied_until > now() - interval '30 days')`),
  ).toEqual([])
  expect(
    await column(
      `SELECT b.id FROM billing b JOIN appointments a ON a.id = b.appointment_id WHERE b.doctor_id IS DISTINCT FROM a.doctor_id OR b.version <> 1`,
    ),
  ).toEqual([])
  expect(
    await column(`SELECT p.id FROM patients p WHERE NOT EXISTS (SELECT FROM patient_words w WHERE w.patient_id = p.id
                    AND w.last_name = p.last_name AND w.word = split_part(p.search_name, ' ', 2))`),
  ).toEqual([])
}, 90_000)
