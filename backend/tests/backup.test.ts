// @covers 45CFR164.308(a)(7)(ii)(A), 45CFR164.308(a)(7)(ii)(B), 45CFR164.308(a)(7)(ii)(D), GDPR-Art32
import { drop } from './support/ownDatabase.ts'
import { figure } from './support/figure.ts'
import { destroy, filesIn, folder, identity, removeFolder, safeguards } from './support/backups.ts'
import { randomUUID } from 'node:crypto'
import { authApi } from '@hms/contract/auth'
import { backupApi } from '@hms/contract/backups'
import { billingApi } from '@hms/contract/billing'
import { patientApi } from '@hms/contract/patients'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { db } from '../src/config/database.ts'
import { env, keys } from '../src/config/runtime.ts'
import { backUp } from '../src/services/backupService/record.ts'
import type { Restored } from '../src/services/backupService/restore.ts'
import { verifyBackup } from '../src/services/backupService/verify.ts'
import { postMessage } from '../src/services/messageService/post.ts'
import { systemContext, systemIdentity } from '../src/utils/context.ts'
import { goodPassword, signedUp, signIn } from './support/accounts.ts'
import { call } from './support/call.ts'
import { inCareOf } from './support/care.ts'
import { type MailServer, startMailServer } from './support/mailServer.ts'
import { aBill } from './support/money.ts'
import { look, observer } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type Person, signedIn } from './support/people.ts'
import { restore } from './support/restoring.ts'
import { carriersTo, stopWorkers, work } from './support/worker.ts'

const SURNAME = 'Sentinelson'
const PHONE = '+1 555 010 7373'
const STREET = '73 Sentinel Quay'
const CONDITION = 'Sentinel disease'

/** Raises bills and takes payments until told to stop; remembers those that were acknowledged. */
function keepBilling(admin: Person) {
  const acknowledged: string[] = []
  let stopping = false
  const running = (async () => {
    const patient = await aPatient()
    while (!stopping) {
      const bill = await aBill(admin, patient, {
        lines: [
          { description: 'One', unitPrice: '10.50', quantity: 2 },
          { description: 'Two', unitPrice: '7.25' },
        ],
      })
      const body = { amount: '12.00', method: 'cash' as const }
      const paid = await call(billingApi.pay, {
        as: admin,
        params: { id: bill.id },
        body,
        headers: { 'Idempotency-Key': randomUUID() },
      })
      if (paid.status !== 201) throw new Error(`no payment: ${JSON.stringify(paid.problem)}`)
      acknowledged.push(bill.id)
    }
  })()
  return { acknowledged, stop: () => ((stopping = true), running) }
}

/** What cannot be if a copy of the tables was not of one moment. */
const contradictions = () =>
  look(
    `SELECT b.id FROM billing b
      WHERE b.amount <> (SELECT coalesce(sum(l.amount), -1) FROM billing_lines l WHERE l.billing_id = b.id)
         OR b.paid_amount <> (SELECT coalesce(sum(p.amount), 0) FROM payments p WHERE p.billing_id = b.id AND p.status = 'succeeded')
     UNION ALL SELECT id FROM audit_events WHERE operation = 'billing.create' AND resource_id NOT IN (SELECT id FROM billing)
     UNION ALL SELECT b.id FROM billing b WHERE NOT EXISTS (SELECT FROM audit_events a WHERE a.resource_id = b.id)`,
  )

describe('the drill: a hospital that lost its database', () => {
  let admin: Person, doctor: DoctorPerson, mail: MailServer
  let patientId: string, email: string, waitingMessage: string
  let before: Awaited<ReturnType<typeof safeguards>>
  let acknowledgedBefore: string[], mrn: string, restored: Restored, auditRowsBefore: number

  beforeAll(async () => {
    ;[admin, doctor, mail] = await Promise.all([anAdmin(), aDoctor(), startMailServer()])
    ;({ email } = await signedUp())
    const created = await call(patientApi.create, {
      as: admin,
      body: {
        firstName: 'Sally',
        lastName: SURNAME,
        dateOfBirth: '1984-05-17',
        gender: 'female',
        phone: PHONE,
        address: { line1: STREET, city: 'Boston', country: 'US' },
      },
    })
    expect(created.status).toBe(201)
    ;({ id: patientId, mrn } = created.body)
    await inCareOf(doctor, { patientId } as never)
    const history = { conditions: [{ display: CONDITION, status: 'active' as const }], allergies: [], medications: [] }
    const noted = await call(patientApi.update, {
      as: doctor,
      params: { id: patientId },
      rawBody: { medicalHistory: history },
    })
    expect(noted.status).toBe(200)
    await db.write(systemIdentity, async (tx) => {
      tx.withoutAudit('a message of a test')
      const receiver = { userId: admin.userId }
      postMessage(tx, {
        kind: 'password-changed',
        receiver,
        occurrence: randomUUID(),
        version: 1,
        link: '/profile',
      })
    })
    const [message] = await look<{ id: string }>(`SELECT id FROM messages WHERE channel = 'email' AND user_id = $1`, [
      admin.userId,
    ])
    waitingMessage = message!.id
    before = await safeguards(look)

    const billing = keepBilling(admin)
    await vi.waitUntil(() => billing.acknowledged.length > 5, { timeout: 20_000 })
    acknowledgedBefore = [...billing.acknowledged]
    ;[{ count: auditRowsBefore }] = (await look<{ count: number }>('SELECT count(*)::int FROM audit_events')) as [never]
    await backUp(systemContext('drill'), env.backup!, keys)
    expect(billing.acknowledged.length, 'writes went on while the backup was made').toBeGreaterThan(
      acknowledgedBefore.length,
    )
    await billing.stop()
    await destroy()
    restored = await restore()
  }, 120_000)
  afterAll(async () => {
    await stopWorkers()
    await mail.stop()
  })

  it('has every policy, grant, constraint, trigger, index and function again', async () => {
    expect(before.policies.length).toBeGreaterThan(50)
    figure('safeguards-missing-after-a-restore', restored.differences.length, { of: before.policies.length })
    expect(await safeguards(look)).toEqual(before)
    expect(restored.differences).toEqual([])
  })

  it('has everything that was acknowledged before the backup began, and nothing by halves', async () => {
    const [bills] = await look<{ there: number }>('SELECT count(*)::int AS there FROM billing WHERE id = ANY($1)', [
      acknowledgedBefore,
    ])
    expect(bills!.there).toBe(acknowledgedBefore.length)
    expect(await contradictions()).toEqual([])
    const [audit] = await look<{ there: number }>('SELECT count(*)::int AS there FROM audit_events')
    expect(audit!.there).toBeGreaterThanOrEqual(auditRowsBefore)
  })

  it('lets people sign in with their passwords, and whoever was signed in sign in again', async () => {
    expect((await signIn(email, goodPassword)).status).toBe(200)
    expect((await call(authApi.me, { as: admin })).problem.code).toBe('session-ended')
  })

  it('opens what was sealed, for whoever may read it', async () => {
    const [asAdmin, asDoctor] = await Promise.all([signedIn(admin), signedIn(doctor)])
    const contact = await call(patientApi.get, { as: asAdmin, params: { id: patientId } })
    expect(contact.body).toMatchObject({
      lastName: SURNAME,
      phone: PHONE,
      address: { line1: STREET },
      medicalHistory: null,
    })
    const clinical = await call(patientApi.get, { as: asDoctor, params: { id: patientId } })
    expect(clinical.body.medicalHistory).toMatchObject({ conditions: [{ display: CONDITION }] })
    expect(restored.opened).toBeGreaterThanOrEqual(3)
    expect(restored.keyless).toBe(0)
  })

  it('goes on counting where it stood', async () => {
    const as = await signedIn(admin)
    const { body } = await call(patientApi.create, {
      as,
      body: { firstName: 'Next', lastName: 'Patient', dateOfBirth: '1990-01-01', gender: 'unknown' },
    })
    expect(body.mrn > mrn).toBe(true)
    const bill = await aBill(as, { patientId } as never)
    expect(bill.number).toBeTruthy()
    expect(await contradictions()).toEqual([])
  })

  it('sends what was waiting to be sent', async () => {
    work({ ...carriersTo(mail.url, 'http://127.0.0.1:9'), sms: null })
    await expect
      .poll(() => mail.received.map(({ messageId }) => messageId), { timeout: 15_000 })
      .toContain(`<${waitingMessage}@hospital.example>`)
  })

  it('says in its audit log what was done, and shows administrators its backups', async () => {
    const verified = await verifyBackup(folder, { identities: [identity], keys })
    expect(verified.rows).toBeGreaterThan(restored.rows)
    await backUp(systemContext('after'), env.backup!, keys)
    const { body } = await call(backupApi.status, { as: await signedIn(admin) })
    expect(body).toMatchObject({ configured: true, at: '02:30', overdue: false, keepDays: 30, keepKeysDays: 7 })
    expect(body.items[0]).toMatchObject({ outcome: 'succeeded', failure: null, verification: null })
    expect(body.items[0]!.bytes).toBeGreaterThan(1000)
    const rows = await look(`SELECT actor_role, outcome FROM audit_events WHERE operation = 'backup.create'`)
    expect(rows).toContainEqual({ actor_role: 'system', outcome: 'success' })
  })
})

describe('what stands in the folder', () => {
  it('says nothing to whoever has no key, in no form of writing', async () => {
    const files = await filesIn(folder)
    expect(files.length).toBeGreaterThan(20)
    const secrets = [SURNAME, PHONE, STREET, CONDITION, goodPassword, process.env.HMS_KEYS!]
    const written = secrets.flatMap((text) => [
      Buffer.from(text),
      Buffer.from(text, 'utf16le'),
      Buffer.from(Buffer.from(text).toString('hex')),
      // Base64 of the middle, whatever stood before it.
      ...[0, 1, 2].map((shift) => Buffer.from(Buffer.from(text).subarray(shift).toString('base64').slice(0, -4))),
    ])
    const ring = Buffer.from(process.env.HMS_KEYS!.split(':')[1]!, 'base64')
    for (const { path, content } of files) {
      for (const needle of [...written, ring]) expect(content.includes(needle), path).toBe(false)
    }
  })

  it('belongs to the owner alone, and the keys of patients stand apart', async () => {
    const files = await filesIn(folder)
    const { statSync } = await import('node:fs')
    expect(files.every(({ path }) => (statSync(path).mode & 0o077) === 0)).toBe(true)
    const keyFiles = files.filter(({ path }) => path.includes('patient_keys')).map(({ path }) => path)
    expect(keyFiles.length).toBeGreaterThan(0)
    expect(keyFiles.every((path) => path.startsWith(`${folder}/keys/`))).toBe(true)
  })
})

afterAll(async () => {
  await Promise.all([db.close(), observer.end()])
  await drop()
  removeFolder()
})
