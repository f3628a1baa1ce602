// @covers GDPR-Art15, GDPR-Art20, 45CFR164.524
import './support/ownDatabase.ts'
import { figure } from './support/figure.ts'
import { drop } from './support/ownDatabase.ts'
import { createHash, randomUUID } from 'node:crypto'
import { accessApi } from '@hms/contract/access'
import { dataRightsApi } from '@hms/contract/dataRights'
import type fhir4 from 'fhir/r4.d.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataClassification } from '../src/models/dataClassification.ts'
import { auditRows } from './support/accounts.ts'
import { call } from './support/call.ts'
import { aFullPatient, done, type FullPatient } from './support/fullPatient.ts'
import { look } from './support/observer.ts'
import { aPatient, type Person } from './support/people.ts'

afterAll(drop)

let full: FullPatient, other: FullPatient
beforeAll(async () => {
  full = await aFullPatient()
  other = await aFullPatient()
})

interface Copy {
  patient: string
  tables: Record<string, Record<string, unknown>[]>
  doctors: { name: string }[]
  withheld: { table: string; column: string; reason: string }[]
}

async function copyOf(as: Person, of: FullPatient, format: 'json' | 'fhir' = 'json', headers = {}) {
  const reply = await call(dataRightsApi.export, {
    as,
    params: { id: of.patient.patientId },
    query: { format },
    headers,
  })
  return { ...reply, document: reply.body as unknown as Copy & fhir4.Bundle }
}

const camelCase = (column: string) => column.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())

describe('the copy that a patient takes away', () => {
  it('has every column that the classification says belongs to it, or names it as withheld', async () => {
    const { document, status } = await copyOf(full.patient, full)
    expect(status).toBe(200)
    const personal = dataClassification.filter((one) => one.personal && one.subject !== null && one.about !== 'staff')
    expect(personal.length).toBeGreaterThan(60)
    const missing = personal.filter(({ table, column }) => {
      const there = document.tables[table]?.some((row) => camelCase(column) in row)
      return !there && !document.withheld.some((one) => one.table === table && one.column === column)
    })
    // Tables without a row of this patient say nothing of their columns.
    const empty = Object.entries(document.tables).flatMap(([table, rows]) => (rows.length === 0 ? [table] : []))
    figure('personal-columns-missing-in-export', missing.filter(({ table }) => !empty.includes(table)).length, {
      of: personal.length,
    })
    expect(
      missing.filter(({ table }) => !empty.includes(table)).map(({ table, column }) => `${table}.${column}`),
    ).toEqual([])
    expect(
      empty.filter(
        (table) => !['consents', 'notice_acknowledgements', 'access_alerts', 'external_identities'].includes(table),
      ),
    ).toEqual([])
  })

  it('has every word that is kept about the patient, wherever it stands', async () => {
    const { document } = await copyOf(full.patient, full)
    const text = JSON.stringify(document).toLowerCase()
    const withheld = new Set([
      'legal_holds.reason',
      'legal_holds.lift_reason',
      'payments.provider_reference',
      'payments.redirect_url',
    ])
    const missing = Object.entries(full.words).filter(
      ([place, word]) => !withheld.has(place) && !text.includes(word.toLowerCase()),
    )
    expect(missing.map(([place]) => place)).toEqual([])
    for (const place of withheld) expect(text).not.toContain(full.words[place]!.toLowerCase())
  })

  it('has nothing of anybody else: no other patient, no account of the staff, no key', async () => {
    const { document } = await copyOf(full.patient, full)
    const text = JSON.stringify(document)
    const others = Object.values(other.words)
    figure('others-words-in-export', others.filter((word) => text.includes(word)).length, { of: others.length })
    for (const word of others) expect(text).not.toContain(word)
    for (const { email, userId, sessionId } of [full.admin, full.doctor, full.officer]) {
      for (const said of [email, userId, sessionId]) expect(text).not.toContain(said)
    }
    const keys = await look<{ wrapped: Buffer }>('SELECT wrapped FROM patient_keys WHERE patient_id = $1', [
      full.patient.patientId,
    ])
    for (const { wrapped } of keys) {
      expect(text).not.toContain(wrapped.toString('hex'))
      expect(text).not.toContain(wrapped.toString('base64'))
    }
    expect(document.doctors.map(({ name }) => name)).toContain(`${full.doctor.firstName} ${full.doctor.lastName}`)
  })

  it.each(['json', 'fhir'] as const)('comes with its SHA-256 as a file: %s', async (format) => {
    const reply = await new Promise<{ text: string; headers: Record<string, string> }>((resolve, reject) => {
      copyOf(full.patient, full, format).then(
        ({ document, headers }) => resolve({ text: `${JSON.stringify(document, null, 2)}\n`, headers }),
        reject,
      )
    })
    const digest = createHash('sha256').update(reply.text).digest('base64')
    expect(reply.headers['repr-digest']).toBe(`sha-256=:${digest}:`)
    expect(reply.headers['content-disposition']).toMatch(
      /^attachment; filename="my-data-\d{4}-\d\d-\d\d\.(fhir\.)?json"$/,
    )
    expect(reply.headers['cache-control']).toBe('no-store')
  })

  it('leaves one row in the audit log, of this patient', async () => {
    const headers = { 'X-Request-Id': randomUUID() }
    await copyOf(full.patient, full, 'fhir', headers)
    const rows = await auditRows(headers['X-Request-Id'])
    expect(rows).toMatchObject([
      { operation: 'patient.export', action: 'R', reason: 'fhir', patient_ids: [full.patient.patientId] },
    ])
  })

  it('takes a fresh proof of who asks', async () => {
    await look(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE id = $1`, [full.patient.sessionId])
    expect((await copyOf(full.patient, full)).problem.code).toBe('step-up-required')
    await look('UPDATE sessions SET proved_at = now() WHERE id = $1', [full.patient.sessionId])
  })

  it('is of nobody else', async () => {
    const stranger = await aPatient()
    expect((await copyOf(stranger, full)).status).toBe(404)
    expect((await copyOf(full.doctor, full)).problem.code).toBe('not-permitted')
    expect((await copyOf(full.officer, full)).problem.code).toBe('not-permitted')
  })
})

describe('the copy that an administrator makes', () => {
  it('has what administrators may read, and names what they may not', async () => {
    const { document } = await copyOf(full.admin, full)
    const text = JSON.stringify(document)
    expect(text).toContain(full.words['patients.address'])
    for (const place of ['patients.medical_history', 'appointments.clinical_notes', 'access_restrictions.reason']) {
      expect(text).not.toContain(full.words[place])
    }
    expect(document.withheld).toContainEqual({
      table: 'patients',
      column: 'medicalHistory',
      reason: 'your role may not read it',
    })
  })

  it('is whole once the record is open to them in an emergency, but for what is the patient’s own', async () => {
    const params = { id: full.patient.patientId }
    await done(accessApi.breakGlass, {
      as: full.admin,
      params,
      body: { reason: 'The patient asks for a copy on paper' },
    })
    const text = JSON.stringify((await copyOf(full.admin, full)).document)
    expect(text).toContain(full.words['patients.medical_history'])
    expect(text).not.toContain(full.words['access_restrictions.reason'])
  })
})

describe('the copy as FHIR', () => {
  let bundle: fhir4.Bundle
  beforeAll(async () => {
    bundle = (await copyOf(full.patient, full, 'fhir')).document
  })
  const all = <T extends fhir4.FhirResource['resourceType']>(type: T) =>
    bundle.entry!.flatMap(({ resource }) =>
      resource?.resourceType === type ? [resource as Extract<fhir4.FhirResource, { resourceType: T }>] : [],
    )

  it('is a Bundle whose entries name themselves, once each', () => {
    expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'collection' })
    const urls = bundle.entry!.map(({ fullUrl }) => fullUrl)
    expect(new Set(urls).size).toBe(urls.length)
    for (const { fullUrl, resource } of bundle.entry!) expect(fullUrl).toBe(`urn:uuid:${resource!.id}`)
    for (const url of urls) expect(url).toMatch(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  })

  it('has what FHIR R4 asks of each resource', () => {
    const required: Record<string, string[]> = {
      Appointment: ['status', 'participant'],
      Encounter: ['status', 'class'],
      AllergyIntolerance: ['patient'],
      Condition: ['subject'],
      MedicationStatement: ['status', 'subject', 'medicationCodeableConcept'],
      Invoice: ['status', 'totalGross'],
      PaymentReconciliation: ['status', 'created', 'paymentDate', 'paymentAmount'],
      Communication: ['status'],
      DocumentReference: ['status', 'content'],
      AuditEvent: ['type', 'recorded', 'agent', 'source'],
      Practitioner: ['name'],
      Patient: ['identifier', 'name', 'birthDate'],
    }
    for (const [type, fields] of Object.entries(required)) {
      const resources = all(type as 'Patient')
      expect(resources.length, type).toBeGreaterThan(0)
      for (const resource of resources) for (const field of fields) expect(resource, type).toHaveProperty(field)
    }
    // FHIR knows neither null nor empty lists nor empty texts.
    JSON.stringify(bundle, (_key, value) => {
      expect(value).not.toBeNull()
      expect(value).not.toEqual([])
      expect(value).not.toBe('')
      return value
    })
  })

  it('refers to nothing that is not in it', () => {
    const there = new Set(bundle.entry!.map(({ fullUrl }) => fullUrl))
    const referred = [...JSON.stringify(bundle).matchAll(/"reference":"(urn:uuid:[^"]+)"/g)].map(([, url]) => url!)
    expect(referred.length).toBeGreaterThan(10)
    expect(referred.filter((url) => !there.has(url))).toEqual([])
  })

  it('says what the record says', () => {
    expect(all('Patient')[0]).toMatchObject({
      name: [{ family: full.patient.lastName, given: [full.patient.firstName] }],
      address: [{ line: [full.words['patients.address']] }],
    })
    expect(all('AllergyIntolerance')[0]!.code!.text).toBe(full.words['patients.medical_history'])
    expect(all('Condition')[0]!.code!.coding).toEqual([
      { system: 'http://snomed.info/sct', code: '44054006', display: full.words['patients.condition'] },
    ])
    const notes = all('DocumentReference').map(({ content }) =>
      Buffer.from(content[0]!.attachment.data!, 'base64').toString(),
    )
    expect(notes).toEqual(
      expect.arrayContaining([full.words['appointments.clinical_notes'], full.words['patients.history_notes']]),
    )
    expect(all('Invoice').map(({ lineItem }) => lineItem![0]!.chargeItemCodeableConcept!.text)).toContain(
      full.words['billing_lines.description'],
    )
  })
})
