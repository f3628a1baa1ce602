import { drop } from './support/ownDatabase.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import pg from 'pg'
import { migrate } from '../src/config/migrate.ts'
import { cleanUp } from '../src/services/cleanUpService.ts'
import { systemContext } from '../src/utils/context.ts'
import { call } from './support/call.ts'
import { appointmentApi } from '@hms/contract/appointments'
import { look, observer } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'

let admin: Person, doctor: DoctorPerson, patient: PatientPerson

beforeAll(async () => {
  ;[admin, doctor, patient] = await Promise.all([anAdmin(), aDoctor(), aPatient()])
})
afterAll(async () => {
  await observer.end()
  await drop()
})

const partOf = async (table: string, condition: string) =>
  (await look<{ part: string }>(`SELECT tableoid::regclass::text AS part FROM ${table} WHERE ${condition}`)).map(
    ({ part }) => part,
  )
const visitAt = (start: string) =>
  look<{ id: string }>(
    `INSERT INTO appointments (patient_id, doctor_id, appointment_date, duration_minutes, ends_at, occupied_from, occupied_until,
                               local_start, time_zone)
     SELECT $1, $2, t, 30, t + interval '30 min', t, t + interval '30 min', t AT TIME ZONE 'UTC', 'UTC' FROM (SELECT $3::timestamptz AS t) AS time
     RETURNING id`,
    [patient.patientId, doctor.doctorId, start],
  ).then(([row]) => row!.id)
const year = new Date().getUTCFullYear()

describe('what is parted by time', () => {
  it('goes to the part of its time: audit rows to the quarter, appointments to the year', async () => {
    const id = await visitAt(`${year + 1}-03-02T10:00:00Z`)
    expect(await partOf('appointments', `id = '${id}'`)).toEqual([`appointments_${year + 1}`])
    await call(appointmentApi.get, { as: admin, params: { id } })
    const quarter = Math.floor(new Date().getUTCMonth() / 3) + 1
    expect(await partOf('audit_events', `resource_id = '${id}'`)).toEqual([`audit_events_${year}q${quarter}`])
  })

  it('is never refused for its time, however far away', async () => {
    expect(await partOf('appointments', `id = '${await visitAt('1931-01-01T10:00:00Z')}'`)).toEqual([
      'appointments_past',
    ])
    const far = await visitAt(`${year + 40}-01-01T10:00:00Z`)
    expect(await partOf('appointments', `id = '${far}'`)).toEqual(['appointments_default'])
  })

  it('moves to another part with its time, giving up the one and taking the other', async () => {
    const id = await visitAt(`${year + 1}-12-31T10:00:00Z`)
    await look(
      `UPDATE appointments SET appointment_date = appointment_date + interval '1 day', ends_at = ends_at + interval '1 day',
              occupied_from = occupied_from + interval '1 day', occupied_until = occupied_until + interval '1 day' WHERE id = $1`,
      [id],
    )
    expect(await partOf('appointments', `id = '${id}'`)).toEqual([`appointments_${year + 2}`])
    await visitAt(`${year + 1}-12-31T10:00:00Z`)
    await expect(visitAt(`${year + 2}-01-01T10:15:00Z`)).rejects.toMatchObject({
      constraint: 'appointments_doctor_free',
    })
  })

  it('keeps two visits apart across the turn of a year', async () => {
    await visitAt(`${year}-12-31T23:45:00Z`)
    await expect(visitAt(`${year + 1}-01-01T00:00:00Z`)).rejects.toMatchObject({ code: '23P01' })
  })

  it('takes no second appointment under the same id, in whichever part', async () => {
    const id = await visitAt(`${year + 1}-05-05T10:00:00Z`)
    const again = look(
      `INSERT INTO appointments SELECT (a).* FROM (SELECT jsonb_populate_record(a, jsonb_build_object('appointment_date', a.appointment_date + interval '1 year',
              'ends_at', a.ends_at + interval '1 year', 'occupied_from', a.occupied_from + interval '1 year',
              'occupied_until', a.occupied_until + interval '1 year')) AS a FROM appointments a WHERE id = $1) AS later`,
      [id],
    )
    await expect(again).rejects.toMatchObject({ code: '23505' })
  })

  it('is forced under row-level security in every part, and the application may touch no part by itself', async () => {
    const parts = await look<{ name: string; forced: boolean; granted: boolean }>(
      `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced,
              has_any_column_privilege('hms_app', c.oid, 'SELECT, INSERT, UPDATE') OR has_table_privilege('hms_app', c.oid, 'DELETE, TRUNCATE') AS granted
         FROM pg_class c WHERE c.relispartition AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`,
    )
    expect(parts.length).toBeGreaterThan(8)
    expect(parts.filter(({ forced, granted }) => !forced || granted)).toEqual([])
  })

  it('stays as it was written, in every part of the audit log', async () => {
    await expect(look(`UPDATE audit_events SET reason = 'x'`)).rejects.toThrow('audit rows stay')
    const parts = await look<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'audit_events'::regclass`,
    )
    for (const { name } of parts) await expect(look(`TRUNCATE ${name}`)).rejects.toThrow('audit rows stay')
  })
})

describe('the nightly work', () => {
  it('makes the parts that are missing, and moves there what had gone to the rest', async () => {
    const last = year + 3
    const id = await visitAt(`${last + 1}-07-07T10:00:00Z`)
    expect(await partOf('appointments', `id = '${id}'`)).toEqual(['appointments_default'])
    for (const n of [last, last + 1])
      await look(`SELECT hms_add_partition('appointments', $1, $2, $3)`, [
        `appointments_${n}`,
        `${n}-01-01T00:00:00Z`,
        `${n + 1}-01-01T00:00:00Z`,
      ])
    expect(await partOf('appointments', `id = '${id}'`)).toEqual([`appointments_${last + 1}`])
    const [time] = await look('SELECT taken FROM appointment_times WHERE appointment_id = $1', [id])
    expect(time).toEqual({ taken: true })
  })

  it('has the coming parts ready, does it once, and frees the times of visits that are long over', async () => {
    const id = await visitAt(`${year}-01-05T10:00:00Z`)
    await look('UPDATE appointment_times SET taken = true WHERE appointment_id = $1', [id])
    await Promise.all([cleanUp(systemContext('test-1')), cleanUp(systemContext('test-2'))])
    const [time] = await look('SELECT taken FROM appointment_times WHERE appointment_id = $1', [id])
    expect(time).toEqual({ taken: false })
    const [until] = await look<{ ahead: boolean }>(
      `SELECT hms_partitioned_until('audit_events') > now() + interval '1 year'
          AND hms_partitioned_until('appointments') > now() + interval '2 years' AS ahead`,
    )
    expect(until).toEqual({ ahead: true })
  })
})

describe('an index of a whole table', () => {
  /** Indexes of whole tables with the number of parts that have none of it. */
  const lacking = () =>
    look<{ name: string; valid: boolean; parts: number }>(
      `SELECT x.relname AS name, i.indisvalid AS valid,
              (SELECT count(*)::int FROM pg_inherits h WHERE h.inhparent = i.indrelid AND NOT EXISTS (
                 SELECT FROM pg_inherits d JOIN pg_index p ON p.indexrelid = d.inhrelid
                  WHERE d.inhparent = x.oid AND p.indrelid = h.inhrelid AND p.indisvalid)) AS parts
         FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
        WHERE x.relkind = 'I' AND x.relnamespace = 'public'::regnamespace`,
    )
  const whole = async () => (await lacking()).filter(({ valid, parts }) => !valid || parts > 0)

  it('is in every part', async () => {
    expect((await lacking()).map(({ name }) => name)).toContain('audit_events_not_done_idx')
    expect(await whole()).toEqual([])
  })

  it('is built by whoever migrates, part by part, from where it was interrupted; later parts bring theirs', async () => {
    const ownerUrl = process.env.DATABASE_OWNER_URL!
    const owner = new pg.Client({ connectionString: ownerUrl })
    await owner.connect()
    await owner.query(`CREATE INDEX audit_events_new_idx ON ONLY audit_events (operation) WHERE action = 'E'`)
    await owner.query(`CREATE INDEX audit_events_past_new_idx ON audit_events_past (operation) WHERE action = 'E'`)
    await owner.end()
    expect(await whole()).toEqual([{ name: 'audit_events_new_idx', valid: false, parts: expect.any(Number) }])
    await migrate(ownerUrl)
    expect(await whole()).toEqual([])
    await look(`SELECT hms_add_partition('audit_events', 'audit_events_2090q1', '2090-01-01Z', '2090-04-01Z')`)
    expect(await whole()).toEqual([])
  })
})
