// @covers 45CFR164.312(a)(1), 45CFR164.502(b), GDPR-Art5(1)(f), GDPR-Art25, GDPR-Art32, ASVS-2.3.3, ASVS-8.2.2
// @covers ASVS-13.2.2, ASVS-14.2.4, ASVS-16.4.2
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { api } from '@hms/contract'
import { patientApi } from '@hms/contract/patients'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { db, type ReadTx } from '../src/config/database.ts'
import { systemIdentity } from '../src/utils/context.ts'
import { inCareOf } from './support/care.ts'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'

/** Connected as the application's own role, without the application. */
const app = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 })
afterAll(() => app.end())

interface Table {
  name: string
  rls: boolean
  forced: boolean
  owner: string
}

/** The database's own catalogue, so that a new table cannot be forgotten. */
const tables = await look<Table>(
  `SELECT c.relname AS name, c.relrowsecurity AS rls, c.relforcerowsecurity AS forced, pg_get_userbyid(c.relowner) AS owner
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations' ORDER BY 1`,
)

let admin: Person, doctor: DoctorPerson, patient: PatientPerson, otherPatient: PatientPerson

beforeAll(async () => {
  ;[admin, doctor, patient, otherPatient] = await Promise.all([anAdmin(), aDoctor(), aPatient(), aPatient()])
  await inCareOf(doctor, patient)
  await call(patientApi.get, { as: otherPatient, params: { id: otherPatient.patientId } })
})

async function asApp<T>(settings: Record<string, string>, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await app.connect()
  try {
    await client.query('BEGIN')
    for (const [name, value] of Object.entries(settings))
      await client.query('SELECT set_config($1, $2, true)', [`hms.${name}`, value])
    return await work(client)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

/** How many rows the application sees; none of a table that it may not read at all. */
const countAll = (client: pg.PoolClient, table: string) =>
  client.query(`SELECT count(*)::int AS n FROM ${table}`).then(
    (result) => result.rows[0].n as number,
    (error: pg.DatabaseError) => (error.code === '42501' ? 0 : Promise.reject(error)),
  )

describe('every table of the database', () => {
  it('is there to be looked at', () => expect(tables.length).toBeGreaterThanOrEqual(18))

  it.each(tables)(
    '$name forces row-level security and does not belong to the application',
    ({ rls, forced, owner }) => {
      expect({ rls, forced, owner }).toEqual({ rls: true, forced: true, owner: 'hms_owner' })
    },
  )

  it.each(tables)('$name shows nothing without a context', async ({ name }) => {
    expect(await asApp({}, (client) => countAll(client, name))).toBe(0)
  })

  it.each(tables)("$name shows nothing when the last transaction's context has gone", async ({ name }) => {
    const client = await app.connect()
    try {
      await client.query(
        "BEGIN; SELECT set_config('hms.role', 'admin', true), set_config('hms.user_id', gen_random_uuid()::text, true); COMMIT",
      )
      expect(await countAll(client, name)).toBe(0)
    } finally {
      client.release()
    }
  })

  it.each(tables)('$name takes no change in a reading transaction', async ({ name }) => {
    if (name === 'audit_events') return
    const [column] = await look<{ attname: string }>(
      `SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND attidentity = '' AND NOT attisdropped ORDER BY attnum LIMIT 1`,
      [name],
    )
    const changed = await asApp({ role: 'system', mode: 'read' }, (client) =>
      client.query(`UPDATE ${name} SET ${column!.attname} = ${column!.attname}`).then(
        (result) => result.rowCount ?? 0,
        (error: pg.DatabaseError) => (error.code === '42501' ? 0 : Promise.reject(error)),
      ),
    )
    expect(changed).toBe(0)
  })
})

describe("the application's role", () => {
  it('cannot bypass row-level security, make roles or own anything', async () => {
    const [role] = await look(
      `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'hms_app'`,
    )
    expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false })
  })

  it.each([
    'UPDATE audit_events SET reason = null',
    'DELETE FROM audit_events',
    'TRUNCATE audit_events',
    'DROP TABLE audit_events',
    'ALTER TABLE audit_events DISABLE TRIGGER ALL',
    'ALTER TABLE patients DISABLE ROW LEVEL SECURITY',
  ])('may not say %s', async (text) => {
    const said = asApp({ role: 'system', mode: 'write' }, (client) => client.query(text))
    const refused = await said.then(() => false).catch(() => true)
    figure('changes-of-the-log-by-the-application', refused ? 0 : 1, { of: 1 })
    await expect(said).rejects.toThrow(/denied|must be owner/)
  })

  it("cannot write an audit row in somebody else's name", async () => {
    const forged = asApp(
      { role: 'patient', mode: 'write', user_id: patient.userId, patient_id: patient.patientId },
      (client) =>
        client.query(
          `INSERT INTO audit_events (action, operation, actor_id, actor_role, purpose, request_id, resource_type) VALUES ('R', 'x', $1, 'admin', 'x', 'x', 'x')`,
          [admin.userId],
        ),
    )
    await expect(forged).rejects.toThrow(/row-level security/)
  })
})

describe('the keys of sealed fields', () => {
  const visibleKeys = (settings: Record<string, string>, patientId: string) =>
    asApp(settings, (client) =>
      client.query('SELECT scope FROM patient_keys WHERE patient_id = $1 ORDER BY 1', [patientId]),
    ).then((r) => r.rows.map((row) => row.scope))

  it('are seen by the patient, by the doctor who treats, and of contact data by the front desk', async () => {
    expect(await visibleKeys({ role: 'patient', patient_id: patient.patientId }, patient.patientId)).toEqual([
      'clinical',
      'contact',
    ])
    expect(await visibleKeys({ role: 'patient', patient_id: otherPatient.patientId }, patient.patientId)).toEqual([])
    expect(await visibleKeys({ role: 'doctor', doctor_id: doctor.doctorId }, patient.patientId)).toEqual([
      'clinical',
      'contact',
    ])
    expect(await visibleKeys({ role: 'doctor', doctor_id: doctor.doctorId }, otherPatient.patientId)).toEqual([])
    expect(await visibleKeys({ role: 'admin' }, patient.patientId)).toEqual(['contact'])
    expect(await visibleKeys({ role: 'auth' }, patient.patientId)).toEqual([])
  })

  it('are hidden again 90 days after the last visit', async () => {
    const former = await aPatient()
    await inCareOf(doctor, former, 91)
    expect(await visibleKeys({ role: 'doctor', doctor_id: doctor.doctorId }, former.patientId)).toEqual([])
  })

  it('never seal a value with a missing key, and never open one', async () => {
    const seal = asApp({ role: 'system', mode: 'write' }, (client) =>
      client.query(`SELECT hms_seal('value', NULL, gen_random_uuid(), 'x')`),
    )
    await expect(seal).rejects.toThrow('field key is missing')
  })
})

describe('what the database itself keeps people from', () => {
  const settingsOf = (who: Person) => ({
    role: who.role,
    mode: 'write',
    user_id: who.userId,
    patient_id: (who as PatientPerson).patientId ?? '',
    doctor_id: (who as DoctorPerson).doctorId ?? '',
  })
  /** How many rows a statement touches, or that the database forbids it. */
  const tries = (who: Person, text: string, values: unknown[] = [], first = 'SELECT') =>
    asApp(settingsOf(who), async (client) => {
      await client.query(first)
      return client.query(text, values)
    }).then(
      (result) => result.rowCount,
      (error: pg.DatabaseError) => (error.code === '42501' ? 'forbidden' : Promise.reject(error)),
    )
  const visit = `INSERT INTO appointments (patient_id, doctor_id, appointment_date, duration_minutes, ends_at, occupied_from,
      occupied_until, local_start, time_zone, status, imported)
    SELECT $1, $2, t, 30, t + interval '30 min', t, t + interval '30 min', t::timestamp, 'UTC', $3, $4
      FROM (SELECT date_trunc('hour', now()) + interval '900 days' AS t) AS at`
  const bill = `INSERT INTO billing (number, patient_id, appointment_id, description, currency, amount, paid_amount, issue_date, due_date)
    VALUES ('X-' || gen_random_uuid(), $1, $2, '\\x00', 'USD', 10, $3, '2026-01-01', '2026-02-01')`

  it('books for patients nothing but their own, booked and not from elsewhere', async () => {
    expect(await tries(patient, visit, [patient.patientId, doctor.doctorId, 'booked', false])).toBe(1)
    expect(await tries(patient, visit, [otherPatient.patientId, doctor.doctorId, 'booked', false])).toBe('forbidden')
    expect(await tries(patient, visit, [patient.patientId, doctor.doctorId, 'completed', false])).toBe('forbidden')
    expect(await tries(patient, visit, [patient.patientId, doctor.doctorId, 'booked', true])).toBe('forbidden')
    expect(await tries(doctor, visit, [patient.patientId, doctor.doctorId, 'booked', true])).toBe('forbidden')
  })

  it.each([
    ["a visit's course", 'patient', "UPDATE appointments SET status = 'no-show' WHERE patient_id = $1"],
    ["a visit's findings", 'patient', "UPDATE appointments SET clinical_notes = '\\x00' WHERE patient_id = $1"],
    ['whose visit it is', 'doctor', 'UPDATE appointments SET patient_id = $1 WHERE doctor_id = hms_doctor_id()'],
    ['where a visit comes from', 'doctor', 'UPDATE appointments SET imported = true WHERE patient_id = $1'],
    ['whose account a record belongs to', 'patient', 'UPDATE patients SET user_id = NULL WHERE id = $1'],
    ['a record number', 'admin', "UPDATE patients SET mrn = 'M0' WHERE id = $1"],
    ['the own role', 'patient', "UPDATE users SET role = 'admin' WHERE id = hms_user_id() AND $1::uuid IS NOT NULL"],
    ['how long a session lasts', 'patient', "UPDATE sessions SET expires_at = 'infinity' WHERE $1::uuid IS NOT NULL"],
    ['what a bill is worth', 'admin', 'UPDATE billing SET amount = 0 WHERE patient_id = $1'],
    ['what a message says', 'admin', "UPDATE messages SET body = 'x' WHERE patient_id = $1"],
    [
      'the numbers of documents',
      'patient',
      "INSERT INTO number_series SELECT 'INV', 1900, 1 WHERE $1::uuid IS NOT NULL",
    ],
  ] as const)('lets nobody change %s as %s', async (_what, role, text) => {
    expect(await tries({ admin, doctor, patient }[role], text, [patient.patientId])).toBe('forbidden')
  })

  it('opens and revives no session for the person', async () => {
    const insert = `INSERT INTO sessions (user_id, expires_at) VALUES ($1, now() + interval '1 year')`
    expect(await tries(patient, insert, [patient.userId])).toBe('forbidden')
    expect(await tries(admin, insert, [patient.userId])).toBe('forbidden')
    const ended = await aPatient()
    await look('UPDATE sessions SET revoked_at = now() WHERE user_id = $1', [ended.userId])
    expect(await tries(ended, 'UPDATE sessions SET revoked_at = NULL WHERE user_id = $1', [ended.userId])).toBe(
      'forbidden',
    )
  })

  it('takes bills of a visit for its own patient only, and none that is paid before a payment', async () => {
    const [own] = await look<{ id: string }>('SELECT id FROM appointments WHERE doctor_id = $1 AND patient_id = $2', [
      doctor.doctorId,
      patient.patientId,
    ])
    expect(await tries(doctor, bill, [otherPatient.patientId, own!.id, 0])).toBe('forbidden')
    expect(await tries(doctor, bill, [patient.patientId, own!.id, 5])).toBe('forbidden')
    expect(await tries(admin, bill, [patient.patientId, own!.id, 5])).toBe('forbidden')
    expect(await tries(doctor, bill, [patient.patientId, own!.id, 0])).toBe(1)
    const raised = bill.replace('$1', `'${patient.patientId}'`).replace('$2', 'NULL').replace('$3', '0')
    const pays = "UPDATE billing SET paid_amount = amount, status = 'paid' WHERE patient_id = $1"
    expect(await tries(admin, pays, [patient.patientId], raised)).toBe('forbidden')
  })
})

describe('a unit of work', () => {
  it('is undone when it leaves no audit row', async () => {
    const identity = { kind: 'user', userId: patient.userId, sessionId: patient.sessionId, role: 'patient' } as const
    const silent = db.write(identity, (tx) =>
      tx.run(`UPDATE patients SET gender = 'other' WHERE id = $1`, [patient.patientId]),
    )
    await expect(silent).rejects.toThrow('without an audit row')
    const [row] = await look<{ gender: string }>('SELECT gender FROM patients WHERE id = $1', [patient.patientId])
    expect(row!.gender).toBe('unknown')
  })

  it('fails when an error inside was swallowed and the database has undone it', async () => {
    const swallowed = db.write(systemIdentity, async (tx) => {
      tx.withoutAudit('work of a test')
      await tx.run('SELECT 1 / 0').catch(() => undefined)
      return 'done'
    })
    await expect(swallowed).rejects.toThrow('division by zero')
  })

  it('may end with what was sent: nothing is asked after it, and what failed still fails', async () => {
    const reading = (work: (tx: ReadTx) => Promise<unknown>) =>
      db.read(systemIdentity, (tx) => {
        tx.withoutAudit('work of a test')
        return work(tx)
      })
    const ended = (text: string) => (tx: ReadTx) => {
      const answer = tx.many(text)
      tx.endReading()
      return answer
    }
    expect(await reading(ended('SELECT 1 AS n'))).toEqual([{ n: 1 }])
    await expect(reading(ended('SELECT 1 / 0'))).rejects.toThrow('division by zero')
    await expect(reading(async (tx) => [await ended('SELECT 1')(tx), await tx.many('SELECT 2')])).rejects.toThrow(
      'The transaction has ended',
    )
    const silent = db.read(systemIdentity, (tx) => ended('SELECT 1')(tx))
    await expect(silent).rejects.toThrow('without an audit row')
  })

  it('is refused once the session was ended, the account disabled or the role changed', async () => {
    const reads = (who: Person) =>
      call(patientApi.list, { as: who }).then((reply) => reply.problem.code ?? reply.status)
    const [ended, disabled, changed] = await Promise.all([aPatient(), aPatient(), aPatient()])
    expect(await Promise.all([ended, disabled, changed].map(reads))).toEqual([200, 200, 200])
    await look('UPDATE sessions SET revoked_at = now() WHERE id = $1', [ended.sessionId])
    await look('UPDATE users SET disabled_at = now() WHERE id = $1', [disabled.userId])
    await look(`UPDATE users SET role = 'admin' WHERE id = $1`, [changed.userId])
    expect(await Promise.all([ended, disabled, changed].map(reads))).toEqual([
      'session-ended',
      'session-ended',
      'session-ended',
    ])
  })
})

describe('2,000 interleaved requests on a small pool', () => {
  it('never show one person the row of another, and leave no context behind', async () => {
    const people = [patient, otherPatient]
    let foreign = 0
    const one = async (n: number) => {
      const who = people[n % 2]!
      const reply =
        n % 3 === 0
          ? await call(api.patients.list, { as: who })
          : await call(patientApi.get, { as: who, params: { id: who.patientId } })
      if (reply.status !== 200) throw new Error(`status ${reply.status}`)
      if (JSON.stringify(reply.body).includes(people[(n + 1) % 2]!.patientId)) foreign++
    }
    const workers = Array.from({ length: 20 }, async (_, w) => {
      for (let n = w; n < 2000; n += 20) await one(n)
    })
    await Promise.all(workers)
    figure('rows-of-others', foreign, { of: 2000 })
    expect(foreign).toBe(0)
    // Whoever looks for notifications meanwhile is in a transaction for a moment; what is left behind stays.
    const left = () =>
      look(`SELECT pid, query FROM pg_stat_activity
             WHERE datname = current_database() AND usename = 'hms_app' AND state LIKE 'idle in transaction%'`)
    await expect.poll(left).toEqual([])
  }, 120_000)

  it('give each row of the audit to the one who asked', async () => {
    const requestId = randomUUID()
    await Promise.all(
      [patient, otherPatient].map((as, n) =>
        call(patientApi.list, { as, headers: { 'X-Request-Id': `${requestId}-${n}` } }),
      ),
    )
    const rows = await look<{ request_id: string; actor_id: string }>(
      'SELECT request_id, actor_id FROM audit_events WHERE request_id LIKE $1 ORDER BY 1',
      [`${requestId}%`],
    )
    expect(rows.map((row) => row.actor_id)).toEqual([patient.userId, otherPatient.userId])
  })
})
