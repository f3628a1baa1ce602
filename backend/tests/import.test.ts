import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { appointmentApi } from '@hms/contract/appointments'
import { doctorApi } from '@hms/contract/doctors'
import { patientApi } from '@hms/contract/patients'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { importFolder } from '../src/services/importService/importFolder.ts'
import { formatReport } from '../src/services/importService/report.ts'
import { inCareOf } from './support/care.ts'
import { call } from './support/call.ts'
import { allergy, bundle, condition, encounter, patient, practitioner, syntheaLike, uuid } from './support/fhir.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, type Person } from './support/people.ts'

const now = Temporal.Now.instant()
const folders: string[] = []
let admin: Person
/** Patients of one test are no other test's. */
let number = 10
const next = () => ++number

beforeAll(async () => {
  admin = await anAdmin()
})
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A folder of files: text as it is, anything else as JSON. */
function folderOf(files: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hms-import-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}
const importing = (files: Record<string, unknown>) => importFolder(folderOf(files), { now })
const lines = (...resources: unknown[]) => resources.map((resource) => JSON.stringify(resource)).join('\n')

const idOf = async (type: string, value: string) =>
  (
    await look<{ resource_id: string }>(
      'SELECT resource_id FROM external_identifiers WHERE resource_type = $1 AND value = $2',
      [type, value],
    )
  )[0]?.resource_id
const patientIdOf = (n: number) => idOf('Patient', uuid(n * 1000))
const visitsOf = (patientId: string | undefined) =>
  look<{ status: string; imported: boolean; starts: Date }>(
    'SELECT status, imported, appointment_date AS starts FROM appointments WHERE patient_id = $1 ORDER BY appointment_date',
    [patientId],
  )
const auditOf = (patientId: string | undefined) =>
  look<{ action: string; changed_fields: string[]; actor_role: string }>(
    `SELECT action, changed_fields, actor_role FROM audit_events
      WHERE operation = 'patient.import' AND patient_ids @> ARRAY[$1::uuid] ORDER BY seq`,
    [patientId],
  )
/** The history as the doctor who treats the patient reads it. */
async function historyOf(patientId: string) {
  const doctor = await aDoctor()
  await inCareOf(doctor, { patientId } as never)
  const { body } = await call(patientApi.get, { as: doctor, params: { id: patientId } })
  return body.medicalHistory!
}

describe('importing a folder', () => {
  it('makes patients, doctors, histories and visits that staff can read', async () => {
    const n = next()
    const report = await importing({ 'a.json': syntheaLike(n), 'sub/b.json': syntheaLike(next()), 'notes.txt': 'x' })
    expect(report).toMatchObject({ taken: 2, skipped: [], ignored: 1 })
    expect(report.fates).toMatchObject({
      patients: { added: 2, merged: 0, unchanged: 0 },
      visits: { added: 6 },
      conditions: { added: 2 },
      allergies: { added: 2 },
      medications: { added: 2 },
    })
    const id = (await patientIdOf(n))!
    const { body } = await call(patientApi.get, { as: admin, params: { id } })
    expect(body).toMatchObject({
      firstName: 'María',
      lastName: `Muñoz${n}`,
      dateOfBirth: '1984-05-17',
      phone: '555-612-5695',
      address: { line1: '548 Corwin Ferry', city: 'Boston', country: 'US' },
    })
    const visits = await call(appointmentApi.list, { as: admin, query: { patientId: id, status: 'completed' } })
    expect(visits.body.items).toHaveLength(3)
    expect(visits.body.items[0]).toMatchObject({ notes: 'Check-up', durationMinutes: 15, clinicalNotes: null })
    expect(await auditOf(id)).toMatchObject([{ action: 'C', actor_role: 'system' }])
    const history = await historyOf(id)
    expect(history.conditions).toMatchObject([{ display: 'Prediabetes', status: 'active' }])
  })

  it('makes doctors whom nobody can book or sign in as until an administrator says so', async () => {
    const n = next()
    await importing({ 'a.json': syntheaLike(n) })
    const id = (await idOf('Practitioner', String(500 + (n % 3))))!
    const { body } = await call(doctorApi.get, { as: admin, params: { id } })
    expect(body).toMatchObject({
      specialization: 'General practice',
      acceptsBookings: false,
      licenseNumber: `NPI ${500 + (n % 3)}`,
    })
    const [account] = await look('SELECT disabled_at, password_hash FROM users WHERE id = $1', [body.userId])
    expect(account).toMatchObject({ disabled_at: expect.any(Date), password_hash: null })
  })

  it('changes nothing when it is repeated', async () => {
    const files = { 'a.json': syntheaLike(next()), 'b.json': syntheaLike(next()) }
    await importing(files)
    const id = await patientIdOf(number)
    const [before] = await look('SELECT version FROM patients WHERE id = $1', [id])
    const again = await importing(files)
    expect(again.fates).toMatchObject({
      patients: { added: 0, merged: 0, unchanged: 2 },
      doctors: { added: 0, merged: 0, unchanged: 2 },
      visits: { added: 0, unchanged: 6 },
      conditions: { added: 0, unchanged: 2 },
    })
    expect(await look('SELECT version FROM patients WHERE id = $1', [id])).toEqual([before])
    expect((await auditOf(id)).map(({ action }) => action)).toEqual(['C', 'R'])
    expect(await visitsOf(id)).toHaveLength(3)
  })

  it('fills in what was missing and adds what is new, and leaves alone what is known', async () => {
    const id = uuid(next() * 1000)
    const who = `urn:uuid:${id}`
    await importing({ 'a.json': bundle([patient(id, { telecom: undefined }), condition(who, 'Gout')]) })
    const report = await importing({
      'b.json': bundle([
        patient(id, {
          name: [{ family: 'Married', given: ['Ada'] }],
          telecom: [{ system: 'phone', value: '555 0100' }],
        }),
        condition(who, 'Gout', { clinicalStatus: { coding: [{ code: 'resolved' }] } }),
        condition(who, 'Asthma'),
        practitioner(uuid(600)),
        encounter(uuid(number * 1000 + 1), who, `urn:uuid:${uuid(600)}`),
      ]),
    })
    expect(report.fates).toMatchObject({
      patients: { added: 0, merged: 1 },
      conditions: { added: 1, unchanged: 1 },
      visits: { added: 1 },
    })
    const patientId = (await idOf('Patient', who))!
    const { body } = await call(patientApi.get, { as: admin, params: { id: patientId } })
    expect(body).toMatchObject({ lastName: 'Okafor', phone: '555 0100' })
    expect((await historyOf(patientId)).conditions).toMatchObject([
      { display: 'Gout', status: 'active' },
      { display: 'Asthma' },
    ])
    const [, change] = await auditOf(patientId)
    expect(change).toMatchObject({ action: 'U', changed_fields: ['phone', 'medicalHistory', 'appointments'] })
  })

  it('takes past visits that overlap, as they happened', async () => {
    const n = next()
    const [first, second] = [uuid(n * 1000), uuid(next() * 1000)]
    const doctor = `urn:uuid:${uuid(601)}`
    const report = await importing({
      'a.json': bundle([
        patient(first),
        patient(second, { birthDate: '1990-01-01' }),
        practitioner(uuid(601)),
        encounter(uuid(n * 1000 + 1), `urn:uuid:${first}`, doctor),
        encounter(uuid(n * 1000 + 2), `urn:uuid:${first}`, doctor),
        encounter(uuid(n * 1000 + 3), `urn:uuid:${second}`, doctor),
      ]),
    })
    expect(report.fates.visits.added).toBe(3)
    const visits = await visitsOf(await idOf('Patient', `urn:uuid:${first}`))
    expect(visits).toMatchObject([
      { status: 'completed', imported: true },
      { status: 'completed', imported: true },
    ])
  })

  it('books what lies ahead only where doctor and patient are free', async () => {
    const n = next()
    const who = uuid(n * 1000)
    const start = now.add({ hours: 48 })
    const planned = (at: number, minutes: number) =>
      encounter(uuid(n * 1000 + at), `urn:uuid:${who}`, `urn:uuid:${uuid(602)}`, {
        status: 'planned',
        period: { start: start.add({ minutes }).toString(), end: start.add({ minutes: minutes + 30 }).toString() },
      })
    const report = await importing({
      'a.json': bundle([patient(who), practitioner(uuid(602)), planned(1, 0), planned(2, 15), planned(3, 30)]),
    })
    expect(report.fates.visits.added).toBe(2)
    expect(report.leftOut).toContainEqual({
      type: 'Encounter',
      detail: 'doctor or patient is taken at that time',
      count: 1,
    })
    const visits = await visitsOf(await idOf('Patient', `urn:uuid:${who}`))
    expect(visits).toMatchObject([
      { status: 'booked', imported: false },
      { status: 'booked', imported: false },
    ])
  })
})

describe('files that are not in order', () => {
  it('are named with the reason and leave nothing behind, while the others are taken', async () => {
    const [good, bad] = [next(), next()]
    const broken = syntheaLike(bad) as { entry: { resource: unknown }[] }
    broken.entry.push({ resource: condition('urn:uuid:missing', 'Gout') })
    const report = await importing({
      '1-cut.json': JSON.stringify(syntheaLike(next())).slice(0, -9),
      '2-broken.json': broken,
      '3-nameless.json': bundle([patient(uuid(next() * 1000), { name: [] })]),
      '4-package.json': { name: 'x' },
      '5-good.json': syntheaLike(good),
    })
    expect(report.taken).toBe(1)
    expect(report.skipped.map(({ file, reason }) => [file.split('/').at(-1), reason])).toEqual([
      ['1-cut.json', 'Not JSON, or cut off'],
      ['3-nameless.json', expect.stringContaining('A patient without any name')],
      ['4-package.json', expect.stringContaining('Not FHIR')],
      ['2-broken.json', 'Broken reference, urn:uuid:missing is neither in this file nor known here'],
    ])
    expect(await patientIdOf(bad)).toBeUndefined()
    expect(await look(`SELECT 1 FROM patients WHERE last_name = $1`, [`Muñoz${bad}`])).toEqual([])
    expect(await patientIdOf(good)).toBeDefined()
    expect(formatReport(report, dirname(report.skipped[0]!.file))).toContain('1-cut.json')
  })

  it('are refused when a number belongs to somebody else, or to two', async () => {
    const mrn = (value: string) => [{ system: 'urn:mrn', value: `${number}-${value}` }]
    next()
    const other = { name: [{ family: 'Other', given: ['Olu'] }], birthDate: '1950-01-01' }
    const files = {
      '1.json': patient('1', { identifier: mrn('1') }),
      '2.json': patient('2', { identifier: mrn('2'), ...other }),
      '3.json': patient('3', { identifier: mrn('1'), ...other }),
      '4.json': patient('4', { identifier: [...mrn('1'), ...mrn('2')] }),
      '5.json': patient('5', { identifier: mrn('1'), birthDate: '1984-05-18' }),
    }
    const report = await importing(files)
    expect(report.taken).toBe(3)
    expect(report.fates.patients).toEqual({ added: 2, merged: 0, unchanged: 1 })
    expect(report.skipped.map(({ reason }) => reason)).toEqual([
      'A patient has the identifier of somebody with another name and another birth date',
      'The identifiers of one Patient belong to 2 records here',
    ])
  })
})

describe('files that belong together', () => {
  it('find each other in any order', async () => {
    const n = next()
    const report = await importing({
      'Condition.ndjson': lines(condition(`Patient/p${n}`, 'Gout'), condition(`Patient/p${n}`, 'Asthma')),
      'Encounter.ndjson': lines(encounter(`e${n}`, `Patient/p${n}`, `Practitioner/d${n}`)),
      'Patient.ndjson': lines(patient(`p${n}`, { name: [{ family: `Bulk${n}`, given: ['B'] }] })),
      'Practitioner.ndjson': lines(practitioner(`d${n}`, { name: [{ family: `BulkDoctor${n}`, given: ['B'] }] })),
      'PractitionerRole.ndjson': lines({
        resourceType: 'PractitionerRole',
        practitioner: { reference: `Practitioner/d${n}` },
        specialty: [{ text: 'Cardiology' }],
      }),
    })
    expect(report).toMatchObject({ taken: 5, skipped: [] })
    const [row] = await look<{ id: string }>('SELECT id FROM patients WHERE last_name = $1', [`Bulk${n}`])
    expect((await historyOf(row!.id)).conditions).toHaveLength(2)
    const visits = await look(
      'SELECT specialization FROM appointments a JOIN doctors d ON d.id = a.doctor_id WHERE a.patient_id = $1 AND imported',
      [row!.id],
    )
    expect(visits).toEqual([{ specialization: 'Cardiology' }])
  })

  it("are not mixed up with another maker's of the same ids", async () => {
    const n = next()
    const report = await importing({
      'a/Patient.json': patient('1', { name: [{ family: `MakerA${n}` }] }),
      'a/Condition.json': condition('Patient/1', 'Gout'),
      'b/Patient.json': patient('1', { name: [{ family: `MakerB${n}` }] }),
      'b/Allergy.json': allergy('Patient/1', 'Nuts'),
    })
    expect(report).toMatchObject({ taken: 4, skipped: [] })
    const rows = await look<{ id: string }>('SELECT id FROM patients WHERE last_name = ANY($1) ORDER BY last_name', [
      [`MakerA${n}`, `MakerB${n}`],
    ])
    const [a, b] = await Promise.all(rows.map(({ id }) => historyOf(id)))
    expect(a).toMatchObject({ conditions: [{ display: 'Gout' }], allergies: [] })
    expect(b).toMatchObject({ conditions: [], allergies: [{ display: 'Nuts' }] })
  })

  it('leave out the visits of a doctor who is nowhere, and keep the rest', async () => {
    const n = next()
    const report = await importing({
      'a.json': bundle(
        [patient(uuid(n * 1000)), encounter('e', `urn:uuid:${uuid(n * 1000)}`, `Practitioner/nowhere${n}`)],
        'searchset',
      ),
    })
    expect(report).toMatchObject({ taken: 1, skipped: [] })
    expect(report.leftOut).toEqual([{ type: 'Encounter', detail: 'its practitioner is in no file', count: 1 }])
  })
})

describe('the command', () => {
  /** Runs it as `npm run import` does, on the database of the tests. */
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      execFile(
        process.execPath,
        ['src/import.ts', ...args],
        { cwd: join(import.meta.dirname, '..') },
        (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
      )
    })

  it('tells what was taken, merged and left out, and names what it skipped', async () => {
    const folder = folderOf({ 'good.json': syntheaLike(next()), 'bad.json': '{' })
    const { code, out } = await run(folder)
    expect(code).toBe(0)
    expect(out).toContain('2/2 good.json')
    expect(out).toMatch(/Files +1 taken, 1 skipped/)
    expect(out).toMatch(/patients +1 +0 +0/)
    expect(out).toMatch(/3 +Observation +a kind that the record does not keep/)
    expect(out).toMatch(/bad\.json\n +Not JSON/)
  })

  it('fails when nothing could be imported', async () => {
    expect(await run(folderOf({ 'bad.json': '{' }))).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing could be imported'),
    })
    expect(await run('/nowhere/at/all')).toMatchObject({ code: 1, err: expect.stringContaining('There is no') })
    expect(await run()).toMatchObject({ code: 1, out: expect.stringContaining('npm run import') })
  })
})
