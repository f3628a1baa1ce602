import { appointmentApi } from '@hms/contract/appointments'
import { authApi } from '@hms/contract/auth'
import { billingApi } from '@hms/contract/billing'
import { doctorApi } from '@hms/contract/doctors'
import { patientApi } from '@hms/contract/patients'
import { reportApi } from '@hms/contract/reports'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Hospital, runsServer, startHospital } from '../support/cluster/hospital.ts'
import { send, tally } from '../support/cluster/http.ts'
import { startApi } from '../support/cluster/nodes.ts'
import { databaseEnv, type Postgres } from '../support/cluster/postgres.ts'
import { removeReplica, startReplica } from '../support/cluster/replica.ts'
import { look } from '../support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from '../support/people.ts'
import { booking, dateIn, onDay } from '../support/visits.ts'

const { server, logs } = runsServer('replica')
const dataDir = `${server.dataDir}-replica`

let hospital: Hospital, replica: Postgres, behind: pg.Pool
let admin: Person, doctor: DoctorPerson, patient: PatientPerson

beforeAll(async () => {
  await removeReplica(dataDir)
  ;[admin, doctor, patient] = await Promise.all([anAdmin(), aDoctor(), aPatient()])
  // The role logs nothing of its own accord; with the database named, this goes before that.
  await look(`ALTER ROLE hms_app IN DATABASE hms SET log_statement = 'all'`)
  await look(`ALTER ROLE hms_app IN DATABASE hms SET log_min_messages = 'log'`)
  replica = await startReplica({ of: server, dataDir })
  behind = new pg.Pool({ connectionString: replica.url('postgres'), max: 2 })
  behind.on('error', () => undefined)
  hospital = await startHospital({ server, logs, workers: 0, env: { DATABASE_REPLICA_URL: replica.url('hms_app') } })
})
afterAll(async () => {
  await hospital?.stop()
  await look('ALTER ROLE hms_app IN DATABASE hms RESET ALL')
  await behind?.end()
  await removeReplica(dataDir)
})

const onReplica = async (statement: string) => (await behind.query(statement)).rows
const pause = () => onReplica('SELECT pg_wal_replay_pause()')
const goOn = () => onReplica('SELECT pg_wal_replay_resume()')
const apiUrl = (i: number) => hospital.apis[i % 2]!.url

/** The statements that a server has logged, without what they were called with. */
const logged = (of: Postgres) =>
  readFileSync(join(of.dataDir, 'logs', 'postgres.log'), 'utf8')
    .split(/^(?=\d{4}-\d\d-\d\d )/m)
    .filter((entry) => entry.includes('execute '))

/** How many statements about a table ten such deeds send to each server. */
async function caused(table: string, deed: () => Promise<{ status: number }>) {
  const about = (of: Postgres) => logged(of).filter((entry) => new RegExp(`\\b${table}\\b`).test(entry)).length
  const before = [about(server), about(replica)] as const
  for (let i = 0; i < 10; i++) expect((await deed()).status).toBeLessThan(300)
  return { primary: about(server) - before[0], replica: about(replica) - before[1] }
}

/** Waits until both processes ask the replica for all of it; a busy machine may keep it behind for a moment. */
async function comesFromReplica(table: string, deed: () => Promise<{ status: number }>): Promise<void> {
  const moment = async () => {
    const { primary, replica: there } = await caused(table, deed)
    return primary === 0 && there >= 10
  }
  await expect.poll(moment, { timeout: 20_000, interval: 600 }).toBe(true)
}

/** Registers somebody at one process and looks for them at the other. */
async function foundAtOnce(i: number): Promise<boolean> {
  const lastName = `Echo${randomUUID().replace(/[^a-f]/g, '')}${i.toString(36)}`
  const body = { firstName: 'Nym', lastName, dateOfBirth: '1990-02-03', gender: 'female' as const }
  const made = await send(apiUrl(i), patientApi.create, { as: admin, body })
  if (made.status !== 201) throw new Error(made.text)
  const list = await send(apiUrl(i + 1), patientApi.list, { as: admin, query: { q: lastName } })
  return list.body.items.some(({ id }) => id === made.body.id)
}

describe('with a read replica', () => {
  it('lists and the report of visits come from it, what decides from the primary', async () => {
    await comesFromReplica('appointments', () => send(hospital.url, appointmentApi.list, { as: admin }))
    const days = { from: dateIn(-7), to: dateIn(7), groupBy: 'day' as const }
    await comesFromReplica('appointments', () => send(hospital.url, reportApi.appointments, { as: admin, query: days }))
    const query = { from: dateIn(3), to: dateIn(5) }
    const free = () => send(hospital.url, doctorApi.slots, { as: patient, params: { id: doctor.doctorId }, query })
    expect(await caused('hospital_settings', free)).toMatchObject({ replica: 0 })
    const bills = () => send(hospital.url, billingApi.list, { as: admin })
    expect(await caused('billing', bills)).toMatchObject({ replica: 0 })
  })

  it('whoever has written reads it, at whichever process', async () => {
    for (let i = 0; i < 40; i++) expect(await foundAtOnce(i)).toBe(true)
  })

  it('the audit row of a list is on the primary before the answer, and names who was shown', async () => {
    const made = await send(hospital.url, appointmentApi.book, {
      as: admin,
      body: booking(doctor, patient, { appointmentDate: onDay(30, '10:00').toString() }),
    })
    expect(made.status).toBe(201)
    const query = { doctorId: doctor.doctorId }
    const list = await send(hospital.url, appointmentApi.list, { as: admin, query })
    expect(list.body.items.map(({ id }) => id)).toEqual([made.body.id])
    const rows = await look(
      `SELECT operation, outcome, actor_id, patient_ids FROM audit_events WHERE request_id = $1`,
      [list.headers.get('x-request-id')],
    )
    expect(rows).toEqual([
      { operation: 'appointment.list', outcome: 'success', actor_id: admin.userId, patient_ids: [patient.patientId] },
    ])
  })

  it('shows nothing where the audit row cannot be written', async () => {
    await look(
      `CREATE FUNCTION refuse_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
       CREATE TRIGGER refuse_rows BEFORE INSERT ON audit_events FOR EACH ROW
         WHEN (NEW.operation = 'appointment.list') EXECUTE FUNCTION refuse_rows()`,
    )
    try {
      const list = await send(hospital.url, appointmentApi.list, { as: admin, query: { doctorId: doctor.doctorId } })
      expect(list.status).toBe(500)
      expect(list.text).not.toContain(patient.patientId)
    } finally {
      await look('DROP FUNCTION refuse_rows CASCADE')
    }
  })
})

describe('a replica that is reached as another role', () => {
  it('is not asked, for that role may see what the own one may not', async () => {
    const env = { ...databaseEnv(server), DATABASE_REPLICA_URL: replica.url('postgres') }
    const api = await startApi({ name: 'other-role', env, logs })
    try {
      const deed = () => send(api.url, appointmentApi.list, { as: admin })
      expect(await caused('appointments', deed)).toMatchObject({ replica: 0 })
      // Where the replica was behind, its role was not looked at yet.
      const said = async () => (await deed(), api.log())
      await expect.poll(said, { timeout: 20_000, interval: 500 }).toContain('DATABASE_REPLICA_URL names another role')
    } finally {
      await api.stop()
    }
  })
})

describe('a replica that has fallen behind', () => {
  afterEach(goOn)

  it('is not asked: everybody sees what was written, soon', async () => {
    await pause()
    const began = performance.now()
    for (let i = 0; i < 6; i++) expect(await foundAtOnce(i)).toBe(true)
    expect(performance.now() - began).toBeLessThan(6000)
    await goOn()
    await comesFromReplica('appointments', () => send(hospital.url, appointmentApi.list, { as: admin }))
  })

  it('does not let in whom the primary has signed out', async () => {
    const [who] = [await aDoctor()]
    expect((await send(apiUrl(1), appointmentApi.list, { as: who })).status).toBe(200)
    await pause()
    expect((await send(apiUrl(0), authApi.logoutEverywhere, { as: who })).status).toBe(200)
    expect((await send(apiUrl(1), appointmentApi.list, { as: who })).status).toBe(401)
  })
})

describe('a replica that is away', () => {
  it('is missed by nobody, and used again when it is back', async () => {
    const list = () => send(hospital.url, appointmentApi.list, { as: admin })
    replica.kill()
    const answers = []
    for (let i = 0; i < 20; i++) answers.push(await list())
    expect(tally(answers)).toEqual({ 200: 20 })
    expect(Math.max(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(4500)
    replica = await startReplica({ of: server, dataDir })
    await comesFromReplica('appointments', list)
  })
})
