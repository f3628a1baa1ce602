// @covers ASVS-16.5.2
import { drop } from './support/ownDatabase.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import { env } from '../src/config/runtime.ts'
import type { Carriers } from '../src/services/carrier.ts'
import { type MailServer, startMailServer } from './support/mailServer.ts'
import { giveContact, messageRow, posted } from './support/messages.ts'
import { look, observer } from './support/observer.ts'
import { aDoctor, aPatient, type DoctorPerson, type PatientPerson } from './support/people.ts'
import { startTextService, type TextService } from './support/textService.ts'
import { booked } from './support/visits.ts'
import { carriersTo, settled, stopWorkers, tried, work } from './support/worker.ts'

let mail: MailServer, texts: TextService, carriers: Carriers
let patient: PatientPerson, doctor: DoctorPerson

beforeAll(async () => {
  ;[mail, texts, patient, doctor] = await Promise.all([startMailServer(), startTextService(), aPatient(), aDoctor()])
  await giveContact(patient.patientId, { phone: '+1 (555) 010-1234' })
  carriers = carriersTo(mail.url, texts.url)
})
afterEach(stopWorkers)
afterAll(async () => {
  await Promise.all([mail.stop(), texts.stop(), db.close()])
  await observer.end()
  await drop()
})

const mailsOf = (id: string) => mail.received.filter(({ messageId }) => messageId === `<${id}@hospital.example>`)

describe('a message by mail', () => {
  it('arrives with a link, under an id of its own, and the record says so', async () => {
    const { email } = await posted({ userId: doctor.userId }, { channels: ['email'] })
    work(carriers)
    const row = await settled(email, 'sent')
    expect(row).toMatchObject({ attempts: 1, last_error: null, sent_to: doctor.email, sent_at: expect.any(Date) })
    const [received, ...more] = mailsOf(email)
    expect(more).toEqual([])
    expect(received).toMatchObject({ to: doctor.email, subject: 'An appointment was moved' })
    expect(received!.raw).toContain(`${env.publicUrl}/appointments/`)
  })

  it('goes to the contact address of a patient without an account, which is not written down in the clear', async () => {
    const other = await aPatient()
    await look('UPDATE patients SET user_id = NULL WHERE id = $1', [other.patientId])
    await giveContact(other.patientId, { email: 'reach-me@home.example' })
    const { email, ...rest } = await posted({ patientId: other.patientId }, { channels: ['email', 'in-app'] })
    expect(rest).toEqual({})
    work(carriers)
    expect((await settled(email, 'sent')).sent_to).toBeNull()
    expect(mailsOf(email)[0]!.to).toBe('reach-me@home.example')
  })

  it('fails where there is no address', async () => {
    const other = await aPatient()
    await look('UPDATE patients SET user_id = NULL WHERE id = $1', [other.patientId])
    const { email } = await posted({ patientId: other.patientId }, { channels: ['email'] })
    work(carriers)
    expect((await settled(email, 'failed')).last_error).toBe('There is no address to send it to')
  })

  it('waits while the mail server is down, says so, and arrives once when it is back', async () => {
    const down = await startMailServer()
    await down.stop()
    const { email } = await posted({ userId: doctor.userId }, { channels: ['email'] })
    work(carriersTo(down.url, texts.url))
    const row = await tried(email, 1)
    expect(row.status).toBe('queued')
    expect(row.last_error).toBe('The mail server could not be reached or did not answer')
    const back = await startMailServer(down.port)
    await settled(email, 'sent', true)
    expect(back.received.filter(({ messageId }) => messageId.includes(email))).toHaveLength(1)
    await back.stop()
  })

  it('leaves a booking as it is while the mail server is down, and tells patient and doctor when it is back', async () => {
    const down = await startMailServer()
    await down.stop()
    work(carriersTo(down.url, texts.url))
    const visit = await booked(patient, doctor, patient)
    const copies = await look<{ id: string }>(
      `SELECT id FROM messages WHERE channel = 'email' AND dedupe_key LIKE $1`,
      [`appointment-booked/${visit.id}/%`],
    )
    expect(copies).toHaveLength(2)
    for (const { id } of copies) await tried(id, 1)
    expect(await look('SELECT status FROM appointments WHERE id = $1', [visit.id])).toEqual([{ status: 'booked' }])
    const back = await startMailServer(down.port)
    for (const { id } of copies) await settled(id, 'sent', true)
    expect(back.received.map(({ to }) => to).sort()).toEqual([doctor.email, patient.email].sort())
    await back.stop()
  })

  it('survives a slow server', async () => {
    mail.script.push('slow')
    const { email } = await posted({ userId: doctor.userId }, { channels: ['email'] })
    work(carriers)
    expect((await settled(email, 'sent')).attempts).toBe(1)
    expect(mailsOf(email)).toHaveLength(1)
  })

  it('comes again under the same id when the server took it and hung up, so that a receiver keeps one', async () => {
    mail.script.push('take-and-hang-up')
    const { email } = await posted({ userId: doctor.userId }, { channels: ['email'] })
    work(carriers)
    expect((await settled(email, 'sent', true)).attempts).toBe(2)
    const arrived = mail.received.filter(({ messageId }) => messageId.includes(email))
    expect(arrived).toHaveLength(2)
    expect(new Set(arrived.map(({ messageId }) => messageId)).size).toBe(1)
  })

  it('is tried again after a refusal for now', async () => {
    mail.script.push('later')
    const { email } = await posted({ userId: doctor.userId }, { channels: ['email'] })
    work(carriers)
    expect((await tried(email, 1)).last_error).toBe('The mail server asks to try later (450)')
    expect(await settled(email, 'sent', true)).toMatchObject({ attempts: 2, last_error: null })
    expect(mailsOf(email)).toHaveLength(1)
  })

  it('is given up after a refusal for good, without the words of the server', async () => {
    mail.script.push('refuse')
    const { email } = await posted({ userId: doctor.userId }, { channels: ['email'] })
    work(carriers)
    const row = await settled(email, 'failed')
    expect(row).toMatchObject({ attempts: 1, last_error: 'The mail server refused the message (554)', sent_at: null })
  })

  it('is given up after the last of twelve tries', async () => {
    const { email } = await posted({ userId: doctor.userId }, { channels: ['email'] })
    mail.script.push(...Array.from({ length: 12 }, () => 'later' as const))
    work(carriers)
    expect(await settled(email, 'failed', true)).toMatchObject({ attempts: 12, sent_at: null })
    expect(mail.script).toEqual([])
    expect(mailsOf(email)).toHaveLength(0)
  })

  it('is sent once when several workers are at it', async () => {
    const ids = await Promise.all(
      Array.from({ length: 40 }, () => posted({ userId: doctor.userId }, { channels: ['email'] })),
    )
    work(carriers)
    work(carriers)
    for (const { email } of ids) await settled(email, 'sent')
    expect(ids.map(({ email }) => mailsOf(email).length)).toEqual(ids.map(() => 1))
  })

  it('stays in the outbox where no carrier is configured', async () => {
    const ids = await posted({ patientId: patient.patientId })
    work({ email: null, sms: null })
    expect(await settled(ids.email, 'outbox')).toMatchObject({ attempts: 0, last_error: null, sent_at: null })
    await settled(ids.sms, 'outbox')
    expect((await messageRow(ids['in-app'])).status).toBe('sent')
  })

  it('leaves one row in the audit trail for each time that the address was opened', async () => {
    const { email } = await posted({ patientId: patient.patientId }, { channels: ['email'] })
    work(carriers)
    await settled(email, 'sent')
    const rows = await look(`SELECT actor_role, patient_ids FROM audit_events WHERE resource_id = $1`, [email])
    expect(rows).toEqual([{ actor_role: 'system', patient_ids: [patient.patientId] }])
  })
})

describe('a text message', () => {
  // What earlier bookings have said must not take the answers that a test has prepared.
  beforeEach(async () => {
    work(carriers)
    const waiting = () => look(`SELECT id FROM messages WHERE channel = 'sms' AND status = 'queued'`)
    await expect.poll(waiting, { timeout: 15_000 }).toEqual([])
  })

  it('goes to the number of the patient, which is kept masked', async () => {
    const { sms } = await posted({ patientId: patient.patientId }, { channels: ['sms'] })
    expect((await settled(sms, 'sent')).sent_to).toBe('•••234')
    const text = texts.accepted.at(-1)!
    expect(text).toMatchObject({ To: '+15550101234', From: '+15550100' })
    expect(text.Body).toMatch(/^An appointment was moved to another time\. https?:\/\/.*\/appointments\//)
    expect(texts.authorizations.at(-1)).toBe(`Basic ${Buffer.from('AC1:secret').toString('base64')}`)
  })

  it('tells a doctor of a booking at the number at work, if there is one', async () => {
    const reached = await aDoctor()
    await look(`UPDATE doctors SET phone = '+1 555 010 8866' WHERE id = $1`, [reached.doctorId])
    const { id } = await booked(patient, reached, patient)
    const texted = () =>
      look<{ id: string }>(`SELECT id FROM messages WHERE dedupe_key LIKE $1 AND user_id = $2`, [
        `appointment-booked/${id}/%/sms/%`,
        reached.userId,
      ])
    const [sms] = await texted()
    expect((await settled(sms!.id, 'sent')).sent_to).toBe('•••866')
    expect(texts.accepted.map(({ To }) => To)).toContain('+15550108866')
    expect(Object.keys(await posted({ userId: doctor.userId })).sort()).toEqual(['email', 'in-app'])
  })

  it('is not sent twice when the service accepted it and its answer got lost', async () => {
    texts.script.push('accept-and-hang-up')
    const { sms } = await posted({ patientId: patient.patientId }, { channels: ['sms'] })
    const before = texts.accepted.length
    expect((await settled(sms, 'sent', true)).attempts).toBe(2)
    expect(texts.accepted.length - before).toBe(1)
  })

  it('is tried again when the service is out of order, and given up when the number is wrong', async () => {
    texts.script.push(503)
    const first = await posted({ patientId: patient.patientId }, { channels: ['sms'] })
    expect(await settled(first.sms, 'sent', true)).toMatchObject({ attempts: 2 })
    texts.script.push(400)
    const second = await posted({ patientId: patient.patientId }, { channels: ['sms'] })
    expect(await settled(second.sms, 'failed')).toMatchObject({
      attempts: 1,
      last_error: 'The text message service refused the message (400)',
    })
  })
})
