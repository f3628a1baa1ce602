// @covers 45CFR164.312(a)(2)(iv), GDPR-Art32, ASVS-14.2.4
import { figure } from '../support/figure.ts'
import { atRest, wordsIn } from '../support/faults/atRest.ts'
import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inRoot } from '../../../scripts/lib/paths.mjs'
import type { Api } from '../support/cluster/nodes.ts'

/** Every text that somebody can type is filled through HTTP with a word of its own, and these are looked for on the disk. */

const { db } = await import('../../src/config/database.ts')
const { dataClassification } = await import('../../src/models/dataClassification.ts')
const { inCareOf } = await import('../support/care.ts')
const { runsServer } = await import('../support/cluster/hospital.ts')
const { send } = await import('../support/cluster/http.ts')
const { startApi } = await import('../support/cluster/nodes.ts')
const { report } = await import('../support/faults/figures.ts')
const { look, observer } = await import('../support/observer.ts')
const { aColleague, aDoctor, anAdmin, aPatient } = await import('../support/people.ts')
const { booking } = await import('../support/visits.ts')
type Person = Awaited<ReturnType<typeof anAdmin>>

const { logs } = runsServer('at-rest')
const run = randomBytes(3).toString('hex')
const sealed: string[] = []
const open: string[] = []
/** A word for what the classification says is sealed, and one for what it says is not. Long, so that it is found in base64. */
const secret = (what: string) => (sealed.push(`ZsealedQuill${run}${what}`), sealed.at(-1)!)
const plain = (what: string) => (open.push(`ZopenlyQuill${run}${what}`), open.at(-1)!)
/** Telephone numbers are digits. */
function secretNumber(): string {
  const number = `+1 555 ${String(Math.floor(Math.random() * 9e6) + 1e6)}`
  sealed.push(number)
  return number
}

let hospital: Api
beforeAll(async () => {
  await look('CREATE EXTENSION pg_stat_statements')
  const env = process.env as Record<string, string>
  hospital = await startApi({ name: 'api', env: { ...env, LOG_LEVEL: 'trace', WORKER: 'on' }, logs })
}, 60_000)
afterAll(async () => {
  await hospital?.stop()
  await db.close()
  await observer.end()
  await atRest.remove()
})

type Told = { id: string; items: { id: string }[] }

/** Does it, and insists that it is done. */
async function done(
  endpoint: EndpointSpec,
  as: Person | null,
  sent: { params?: object; body?: object; query?: object } = {},
) {
  const key = endpoint.idempotent ? randomUUID() : undefined
  const reply = await send(hospital.url, endpoint, { ...sent, ...(as ? { as } : {}), ...(key ? { key } : {}) } as never)
  if (reply.status >= 300) throw new Error(`${endpoint.method} ${endpoint.path} answered ${reply.status} ${reply.text}`)
  return reply.body as unknown as Told
}

async function fillPeople(admin: Person) {
  const user = {
    email: `${plain('usermail')}@test.example`,
    firstName: plain('userfirst'),
    lastName: plain('userlast'),
  }
  await done(api.users.create, admin, { body: { ...user, role: 'receptionist' } })
  const profile = { specialization: plain('specialization'), licenseNumber: plain('license'), bio: plain('bio') }
  const account = { email: `${plain('doctormail')}@test.example`, firstName: 'D', lastName: plain('doctorlast') }
  await done(api.doctors.create, admin, { body: { user: account, ...profile } })
  await done(api.visitTypes.create, admin, { body: { name: plain('visittype'), durationMinutes: 30, price: '10' } })
  await done(api.settings.update, admin, { body: { name: plain('hospital'), address: plain('hospitaladdress') } })
  const self = { firstName: plain('selffirst'), lastName: plain('selflast'), password: 'Seven lanterns over the quay' }
  await done(api.auth.register, null, { body: { ...self, email: `${plain('selfmail')}@test.example` } })
}

const details = () => ({
  email: `${secret('mail')}@test.example`,
  phone: secretNumber(),
  address: {
    line1: secret('line1'),
    line2: secret('line2'),
    city: secret('city'),
    state: secret('state'),
    postalCode: secret('post').slice(0, 20),
    country: 'US',
  },
  emergencyContact: { name: secret('contact'), relationship: secret('relation'), phone: secretNumber() },
})
const history = () => ({
  allergies: [secret('allergy')],
  conditions: [secret('condition')],
  medications: [secret('medication')],
  notes: secret('historynotes'),
})

async function fillRecords(admin: Person) {
  const names = { firstName: plain('first'), lastName: plain('last'), dateOfBirth: '1971-03-04', gender: 'other' }
  await done(api.patients.create, admin, { body: { ...names, ...details() } })
  const [doctor, patient] = [await aDoctor(), await aPatient()]
  await inCareOf(doctor, patient)
  const params = { id: patient.patientId }
  await done(api.patients.update, patient, { params, body: { ...details(), medicalHistory: history() } })
  // Said twice: what was written over must not stay behind either.
  await done(api.patients.update, patient, { params, body: { ...details(), medicalHistory: history() } })
  const visit = await done(api.appointments.book, admin, {
    body: booking(doctor, patient, { notes: secret('visitnotes') }),
  })
  await done(api.appointments.update, admin, { params: { id: visit.id }, body: { notes: secret('othernotes') } })
  await done(api.appointments.cancel, admin, { params: { id: visit.id }, body: { reason: secret('cancelled') } })
  const [past] = await look<{ id: string }>('SELECT id FROM appointments WHERE patient_id = $1 AND status = $2', [
    patient.patientId,
    'completed',
  ])
  await done(api.appointments.update, doctor, {
    params: { id: past!.id },
    body: { clinicalNotes: secret('clinicalnotes') },
  })
  const lines = [{ description: secret('line'), unitPrice: '80' }]
  const body = { patientId: patient.patientId, description: secret('bill'), lines }
  const bill = await done(api.billing.create, admin, { body })
  await done(api.billing.void, admin, { params: { id: bill.id }, body: { reason: secret('void') } })
  return { patient, doctor }
}

type Records = Awaited<ReturnType<typeof fillRecords>>

async function fillPrivacy(admin: Person, { patient, doctor }: Records) {
  const officer = await aColleague('privacy_officer')
  const params = { id: patient.patientId }
  await done(api.access.restrict, patient, {
    params,
    body: { doctorId: doctor.doctorId, reason: secret('restriction') },
  })
  await done(api.access.breakGlass, doctor, { params, body: { reason: secret('emergency') } })
  const seen = await done(api.accessLog.list, patient, { params })
  const asked = { ...params, eventId: seen.items[0]!.id }
  const found = await done(api.accessLog.report, patient, { params: asked, body: { message: secret('report') } })
  await done(api.privacyCases.close, officer, { params: { id: found.id }, body: { finding: secret('finding') } })
  await done(api.dataRights.hold, officer, { params, body: { reason: secret('hold') } })
  await done(api.dataRights.lift, officer, { params, body: { reason: secret('lifted') } })
  const erasure = await done(api.dataRights.ask, patient, { params, body: { reason: secret('erasure') } })
  const decision = { approve: false, reason: secret('refusal') }
  await done(api.dataRights.decide, officer, { params: { id: erasure.id }, body: decision })
  const correction = { field: 'contact', text: secret('amendment') }
  const amendment = await done(api.amendments.ask, patient, { params, body: correction })
  await done(api.amendments.extend, officer, {
    params: { id: amendment.id },
    body: { days: 30, reason: secret('extension') },
  })
  const denied = { accept: false, basis: 'accurate', decision: secret('denial') }
  await done(api.amendments.decide, officer, { params: { id: amendment.id }, body: denied })
  await done(api.amendments.disagree, patient, {
    params: { id: amendment.id },
    body: { statement: secret('statement') },
  })
  // Errors quote what they are about.
  const refused = { ...details(), address: { line1: secret('refused') } }
  const reply = await send(hospital.url, api.patients.update, { as: admin, params, body: refused as never })
  expect(reply.status).toBe(422)
}

/** Runs the nightly backup as a process of its own. */
async function backUp(): Promise<void> {
  const child = spawn(process.execPath, [inRoot('backend', 'src', 'backup.ts'), 'create'], { stdio: 'pipe' })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(said)
}

/** Amendments have a table of their own; what was meant to take their text here is written by nobody. */
const UNUSED = 'privacy_requests.text_sealed'

/** Columns that are sealed, and of which nothing is stored after all that. */
async function unfilled(): Promise<string[]> {
  const columns = dataClassification.filter(({ stored }) => stored.startsWith('sealed-c'))
  const empty: string[] = []
  for (const { table, column } of columns) {
    const rows = await look(`SELECT FROM ${table} WHERE ${column} IS NOT NULL LIMIT 1`)
    const name = `${table}.${column}`
    if (rows.length === 0 && name !== UNUSED) empty.push(name)
  }
  return empty
}

describe('what is typed into the hospital', () => {
  it('is on the disk in the clear only where the classification says so', async () => {
    const admin = await anAdmin()
    await fillPeople(admin)
    await fillPrivacy(admin, await fillRecords(admin))
    expect(await unfilled()).toEqual([])
    await backUp()
    // Statistics of columns quote their values, and a sort that has no room writes them to a file.
    await look('ANALYZE')
    await look(
      'SELECT * FROM (SELECT p.*, g FROM patients p, generate_series(1, 2000) g ORDER BY p.search_name, g) s OFFSET 1e6',
    )
    await look('CHECKPOINT')

    const all = [...sealed, ...open]
    const found: Record<string, string[]> = {}
    let looked = 0
    for (const [place, paths] of Object.entries(atRest.places)) {
      const { found: words, bytes } = atRest.search(paths, all)
      found[place] = words
      looked += bytes
    }
    const told = { statements: 'SELECT query FROM pg_stat_statements', statistics: 'SELECT * FROM pg_stats' }
    for (const [place, statement] of Object.entries(told))
      found[place] = wordsIn(Buffer.from(JSON.stringify(await look(statement))), all)
    found["the API's log"] = wordsIn(Buffer.from(hospital.log()), all)

    const leaked = Object.entries(found).flatMap(([place, words]) =>
      words.filter((word) => sealed.includes(word)).map((word) => `${place}: ${word}`),
    )
    report('words on the disk', {
      sealed: sealed.length,
      'in the clear by class': open.length,
      'megabytes looked through': Math.round(looked / 1e6),
      leaked,
    })
    const at = (...places: string[]) =>
      leaked.filter((each) => places.some((place) => each.startsWith(`${place}: `))).length
    const count = { of: sealed.length }
    figure('words-in-data-files', at('data files'), count)
    figure('words-in-backups', at('backups', 'temporary files'), count)
    figure(
      'words-beside-the-data',
      at(
        'write-ahead log',
        'other files of the server',
        "the server's log",
        'statements',
        'statistics',
        "the API's log",
      ),
      count,
    )
    expect(leaked).toEqual([])
    // What is not sealed is in the data files, which shows that looking finds something; and nowhere that it does not belong.
    expect(found['data files']).toEqual([...open].sort())
    for (const place of ["the server's log", 'backups', 'temporary files', 'statements', "the API's log"])
      expect([place, found[place]]).toEqual([place, []])
  })

  it('would be found in whatever form it had been written down', () => {
    const word = `ZsealedQuill${run}control`
    const forms = [
      Buffer.from(word),
      Buffer.from(word, 'utf16le'),
      Buffer.from(Buffer.from(word).toString('hex')),
      ...[0, 1, 2].map((shift) => Buffer.from(Buffer.from(`${'x'.repeat(shift)}${word}y`).toString('base64'))),
    ]
    for (const bytes of forms) expect(wordsIn(Buffer.concat([randomBytes(99), bytes]), [word])).toEqual([word])
    expect(wordsIn(randomBytes(100_000), [word])).toEqual([])
  })
})
