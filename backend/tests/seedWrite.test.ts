import { drop } from './support/ownDatabase.ts'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { appointmentApi } from '@hms/contract/appointments'
import { authApi } from '@hms/contract/auth'
import { billingApi } from '@hms/contract/billing'
import { notificationApi } from '@hms/contract/messages'
import { patientApi } from '@hms/contract/patients'
import { db } from '../src/config/database.ts'
import { call } from './support/call.ts'
import { look as observed, observer } from './support/observer.ts'
import { DEMO_PASSWORD } from '../prisma/seed/hospital.ts'

const look = async (text: string) => observed<Record<string, any>>(text)

function seed(env: Record<string, string> = {}) {
  return spawnSync(process.execPath, ['prisma/seed.ts'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, NODE_ENV: 'development', ...env },
    encoding: 'utf8',
  })
}

afterAll(async () => {
  await db.close()
  await observer.end()
  await drop()
})

describe('filling a database with the demo hospital', { timeout: 60_000 }, () => {
  it('is refused in production on a database of somebody’s own', async () => {
    const { status, stderr } = seed({ NODE_ENV: 'production', HMS_EMBEDDED: '0' })
    expect([status, stderr]).toEqual([1, expect.stringContaining('never in production')])
    expect(await look('SELECT count(*)::int AS n FROM users')).toEqual([{ n: 0 }])
  })

  it('writes everything within seconds, and says so', async () => {
    const before = performance.now()
    const { status, stdout, stderr } = seed()
    expect([status, stderr]).toEqual([0, ''])
    expect(performance.now() - before).toBeLessThan(30_000)
    expect(stdout).toMatch(/320 patients\n.*appointments\n.*bills, .*payments\n/)
    const [counts] =
      await look(`SELECT (SELECT count(*)::int FROM doctors) AS doctors, (SELECT count(*)::int FROM patients) AS patients,
      (SELECT count(*)::int FROM patient_keys) AS keys, (SELECT count(*)::int FROM appointments) AS appointments`)
    expect(counts).toEqual({ doctors: 16, patients: 320, keys: 640, appointments: expect.any(Number) })
    expect(counts!.appointments).toBeGreaterThan(1200)
  })

  it('is done once only', async () => {
    const { status, stdout } = seed()
    expect([status, stdout]).toEqual([0, expect.stringContaining('not empty')])
    expect(await look('SELECT count(*)::int AS n FROM patients')).toEqual([{ n: 320 }])
  })

  it('leaves bills that agree with their payments, and numbers without gaps', async () => {
    expect(
      await look(`SELECT b.number FROM billing b
        WHERE b.paid_amount <> (SELECT coalesce(sum(p.amount), 0) FROM payments p WHERE p.billing_id = b.id AND p.status = 'succeeded')
           OR (b.status = 'paid') <> (b.paid_amount = b.amount)
           OR (b.status = 'overdue' AND b.due_date >= current_date + 1)`),
    ).toEqual([])
    for (const [series, table, column] of [
      ['INV', 'billing', 'number'],
      ['RCT', 'payments', 'receipt_number'],
    ]) {
      expect(
        await look(`SELECT s.year FROM number_series s WHERE s.name = '${series}'
          AND s.last <> (SELECT count(*) FROM ${table} WHERE ${column} LIKE '${series}-' || s.year || '-%')`),
      ).toEqual([])
    }
  })

  it('seals what is to be sealed', async () => {
    const tables = ['patients', 'appointments', 'billing', 'billing_lines']
    const columns = await look(`SELECT table_name, column_name FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type = 'bytea' AND table_name IN ('${tables.join("', '")}')`)
    expect(columns.length).toBeGreaterThanOrEqual(12)
    const words = [' 555 01', 'Harbor', 'Follow-up', 'Essential', 'example.com', 'Lisinopril']
    for (const { table_name, column_name } of columns) {
      for (const word of words) {
        const found = await look(
          `SELECT count(*)::int AS n FROM ${table_name} WHERE position(convert_to('${word}', 'UTF8') IN ${column_name}) > 0`,
        )
        expect({ column_name, word, found }).toEqual({ column_name, word, found: [{ n: 0 }] })
      }
    }
  })

  it('leaves one audit row for each account and each record', async () => {
    expect(
      await look(`SELECT operation, actor_role, reason, count(*)::int AS n, count(DISTINCT resource_id)::int AS resources
        FROM audit_events GROUP BY 1, 2, 3 ORDER BY 1`),
    ).toEqual([
      { operation: 'patient.create', actor_role: 'system', reason: 'Demo hospital', n: 320, resources: 320 },
      {
        operation: 'user.create',
        actor_role: 'system',
        reason: 'Demo hospital',
        n: expect.any(Number),
        resources: (await look('SELECT count(*)::int AS n FROM users'))[0]!.n,
      },
    ])
  })
})

describe('the people who sign in to the demo hospital', () => {
  const enter = async (email: string) => {
    const { body, status } = await call(authApi.login, { body: { email, password: DEMO_PASSWORD } })
    expect(status).toBe(200)
    const headers = { Authorization: `Bearer ${body.accessToken}` }
    return <E extends Parameters<typeof call>[0]>(endpoint: E, options: Parameters<typeof call<E>>[1] = {}) =>
      call(endpoint, { ...options, headers })
  }

  it('include a patient with a record, visits and bills', async () => {
    const as = await enter('patient@demo.hms')
    const me = await as(authApi.me)
    const record = await as(patientApi.get, { params: { id: me.body.patient!.id } })
    expect(record.body).toMatchObject({ firstName: 'Elena', phone: '+1 518 555 0142', withheld: [] })
    expect(record.body.medicalHistory?.allergies).toContain('Penicillin: rash')
    const visits = await as(appointmentApi.list)
    expect(visits.body.items.length).toBe(6)
    expect(visits.body.items.filter(({ clinicalNotes }) => clinicalNotes).length).toBe(4)
    const bills = await as(billingApi.list)
    expect(bills.body.items.map(({ status }) => status).sort()).toEqual(['open', 'overdue', 'paid', 'paid'])
    expect((await as(notificationApi.list)).body.items.length).toBeGreaterThan(5)
  })

  it('include a doctor with a busy day', async () => {
    const as = await enter('doctor@demo.hms')
    const visits = await as(appointmentApi.list, { query: { limit: 200 } })
    expect(visits.body.items.length).toBeGreaterThan(50)
    expect(visits.body.items.every(({ notes }) => notes)).toBe(true)
    expect((await as(notificationApi.list)).body.items.length).toBeGreaterThan(5)
  })

  it('include an administrator who sees all of it but the medical histories', async () => {
    const as = await enter('admin@demo.hms')
    const patients = await as(patientApi.list, { query: { q: 'marquez elena' } })
    const { body } = await as(patientApi.get, { params: { id: patients.body.items[0]!.id } })
    expect(body).toMatchObject({
      mrn: expect.stringMatching(/^M\d{8}$/),
      phone: '+1 518 555 0142',
      medicalHistory: null,
    })
    expect((await as(billingApi.list, { query: { status: 'overdue' } })).body.items.length).toBeGreaterThan(20)
    expect((await as(notificationApi.list)).body.items.length).toBe(3)
  })
})
