import { dataRightsApi } from '@hms/contract/dataRights'
import { messageApi } from '@hms/contract/messages'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { env } from '../src/config/runtime.ts'
import type { Carriers } from '../src/services/carrier.ts'
import { handOver } from '../src/services/messageService/handOver.ts'
import { send } from '../src/services/messageService/send.ts'
import { type MessageKind, texts } from '../src/services/messageService/texts.ts'
import { systemContext } from '../src/utils/context.ts'
import { call } from './support/call.ts'
import { giveContact, messageRow, posted } from './support/messages.ts'
import { look } from './support/observer.ts'
import {
  aColleague,
  aDoctor,
  anAdmin,
  aPatient,
  type DoctorPerson,
  type PatientPerson,
  type Person,
} from './support/people.ts'

let admin: Person, doctor: DoctorPerson, patient: PatientPerson
beforeAll(async () => {
  ;[admin, doctor, patient] = await Promise.all([
    anAdmin(),
    aDoctor({ firstName: 'Sentinella', lastName: 'Quackwell', specialization: 'Oncology' }),
    aPatient({ firstName: 'Zyxwvuta', lastName: 'Mnopqrst' }),
  ])
  await giveContact(patient.patientId, { email: 'zyx@home.example', phone: '+1 555 010 9876' })
})

const noCarriers: Carriers = { email: null, sms: null }
const allKinds = Object.keys(texts) as MessageKind[]
const trace = () => ({ 'X-Request-Id': randomUUID() })
const auditOf = (headers: { 'X-Request-Id': string }) =>
  look('SELECT action, operation, outcome, patient_ids FROM audit_events WHERE request_id = $1', [
    headers['X-Request-Id'],
  ])

/** Everything in the outbox that came up in this test, page by page. */
async function listed(query: Record<string, string>, ids: string[]) {
  const reply = await call(messageApi.list, { as: admin, query: { limit: '200', ...query } as never })
  expect(reply.status).toBe(200)
  return reply.body.items.filter(({ id }) => ids.includes(id))
}

describe('the outbox', () => {
  it('shows an administrator what was sent to whom, with the address and a masked number', async () => {
    const ids = await posted({ patientId: patient.patientId })
    const items = await listed({}, Object.values(ids))
    expect(items).toHaveLength(3)
    const by = Object.fromEntries(items.map((item) => [item.channel, item]))
    const recipient = { userId: patient.userId, patientId: patient.patientId, name: 'Zyxwvuta Mnopqrst' }
    expect(by['in-app']).toMatchObject({ status: 'sent', recipient: { ...recipient, address: null } })
    expect(by.email).toMatchObject({ status: 'queued', recipient: { ...recipient, address: patient.email } })
    expect(by.sms).toMatchObject({ status: 'queued', recipient: { ...recipient, address: '•••876' }, attempts: 0 })
  })

  it('shows the contact address of a patient without an account', async () => {
    const other = await aPatient()
    await look('UPDATE patients SET user_id = NULL WHERE id = $1', [other.patientId])
    await giveContact(other.patientId, { email: 'quiet@home.example' })
    const { email } = await posted({ patientId: other.patientId }, { channels: ['email'] })
    expect((await listed({}, [email]))[0]!.recipient.address).toBe('quiet@home.example')
    expect(JSON.stringify(await look('SELECT * FROM messages WHERE id = $1', [email]))).not.toContain('quiet@')
  })

  it('can be narrowed to a channel, a status and a kind', async () => {
    const ids = await posted({ patientId: patient.patientId })
    const other = await posted({ userId: doctor.userId }, { kind: 'password-changed' })
    const all = [...Object.values(ids), ...Object.values(other)]
    expect((await listed({ channel: 'sms' }, all)).map(({ id }) => id)).toEqual([ids.sms])
    expect((await listed({ status: 'sent', kind: 'password-changed' }, all)).map(({ id }) => id)).toEqual([
      other['in-app'],
    ])
  })

  it('comes in pages, newest first, without a gap or a double', async () => {
    const kind = 'bill-overdue'
    const ids: string[] = []
    for (let i = 0; i < 5; i++) {
      ids.unshift((await posted({ userId: doctor.userId }, { kind, channels: ['email'] })).email)
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const reply = await call(messageApi.list, { as: admin, query: { limit: '2', kind, cursor } as never })
      seen.push(...reply.body.items.map(({ id }) => id))
      cursor = reply.body.nextCursor ?? undefined
    } while (cursor && seen.length < 200)
    expect(seen.filter((id) => ids.includes(id))).toEqual(ids)
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('leaves one row in the audit trail, with the patients who were in it', async () => {
    await posted({ patientId: patient.patientId })
    const headers = trace()
    await call(messageApi.list, { as: admin, query: { limit: 3 } as never, headers })
    expect(await auditOf(headers)).toEqual([
      expect.objectContaining({ action: 'R', operation: 'message.list', outcome: 'success' }),
    ])
    expect((await auditOf(headers))[0]!.patient_ids).toContain(patient.patientId)
  })

  it.each(['nonsense', Buffer.from('["2030","x"]').toString('base64url')])('refuses the cursor %s', async (cursor) => {
    expect((await call(messageApi.list, { as: admin, query: { cursor } })).problem.code).toBe('invalid')
  })

  it('refuses a channel that does not exist', async () => {
    expect((await call(messageApi.list, { as: admin, query: { channel: 'pigeon' } as never })).status).toBe(422)
  })

  it('is for administrators alone, and refusals are recorded', async () => {
    expect((await call(messageApi.list)).problem.code).toBe('not-signed-in')
    for (const as of [doctor, patient]) {
      const headers = trace()
      expect((await call(messageApi.list, { as, headers })).problem.code).toBe('not-permitted')
      expect(await auditOf(headers)).toEqual([expect.objectContaining({ outcome: 'refused' })])
    }
  })
})

describe('sending again', () => {
  async function inOutbox() {
    const { email } = await posted({ patientId: patient.patientId }, { channels: ['email'] })
    await send(systemContext('job'), email, noCarriers, false)
    expect((await messageRow(email)).status).toBe('outbox')
    return email
  }

  it('puts what stayed in the outbox into the queue, where it gets a job, with one row in the audit trail', async () => {
    const id = await inOutbox()
    const headers = trace()
    const reply = await call(messageApi.retry, { as: admin, params: { id }, headers })
    expect([reply.status, reply.body.status]).toEqual([200, 'queued'])
    const jobs = () => look('SELECT task_identifier FROM graphile_worker.jobs WHERE key = $1', [id])
    expect(await jobs()).toEqual([])
    await handOver()
    expect(await jobs()).toEqual([{ task_identifier: 'send-message' }])
    expect(await auditOf(headers)).toEqual([
      expect.objectContaining({ operation: 'message.retry', patient_ids: [patient.patientId] }),
    ])
  })

  it('forgets why it failed', async () => {
    const id = await inOutbox()
    await look(
      `UPDATE messages SET status = 'failed', last_error = 'The mail server refused the message (554)' WHERE id = $1`,
      [id],
    )
    const reply = await call(messageApi.retry, { as: admin, params: { id } })
    expect(reply.body).toMatchObject({ status: 'queued', lastError: null })
  })

  it('happens once when two ask at the same time', async () => {
    const id = await inOutbox()
    const replies = await Promise.all([1, 2].map(() => call(messageApi.retry, { as: admin, params: { id } })))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('is refused for what waits or was sent', async () => {
    const ids = await posted({ patientId: patient.patientId })
    for (const id of [ids.email, ids['in-app']]) {
      expect((await call(messageApi.retry, { as: admin, params: { id } })).problem.code).toBe('wrong-status')
    }
  })

  it('finds nothing where there is nothing, takes ids only, and is for administrators alone', async () => {
    const id = await inOutbox()
    expect((await call(messageApi.retry, { as: admin, params: { id: randomUUID() } })).status).toBe(404)
    expect((await call(messageApi.retry, { as: admin, params: { id: 'x' } })).status).toBe(422)
    expect((await call(messageApi.retry, { params: { id } })).problem.code).toBe('not-signed-in')
    for (const as of [doctor, patient]) {
      expect((await call(messageApi.retry, { as, params: { id } })).problem.code).toBe('not-permitted')
    }
    expect((await messageRow(id)).status).toBe('outbox')
  })
})

describe('a link that carries a secret', () => {
  async function invited() {
    const [token] = await look<{ id: string }>(
      `INSERT INTO one_time_tokens (user_id, purpose, expires_at) VALUES ($1, 'invitation', now() + interval '1 day') RETURNING id`,
      [doctor.userId],
    )
    const link = '/reset-password'
    const { email } = await posted({ userId: doctor.userId }, { kind: 'invitation', link, oneTimeTokenId: token!.id })
    return { email, tokenId: token!.id }
  }

  it('is shown whole where nothing but the outbox delivers it, and stored nowhere', async () => {
    const { email, tokenId } = await invited()
    expect((await listed({}, [email]))[0]!.link).toBeNull()
    await send(systemContext('job'), email, noCarriers, false)
    const { link } = (await listed({}, [email]))[0]!
    expect(link).toMatch(new RegExp(`^${env.publicUrl}/reset-password\\?token=${tokenId}\\.[\\w-]{43}$`))
    const secret = link!.split('.').at(-1)!
    expect(JSON.stringify(await look('SELECT * FROM messages WHERE id = $1', [email]))).not.toContain(secret)
  })

  it('goes out whole by mail, and is hidden afterwards', async () => {
    const { email, tokenId } = await invited()
    const sent: (string | null)[] = []
    const carriers: Carriers = { email: async ({ url }) => void sent.push(url), sms: null }
    await send(systemContext('job'), email, carriers, false)
    expect(sent).toEqual([expect.stringMatching(new RegExp(`token=${tokenId}\\.[\\w-]{43}$`))])
    expect((await listed({}, [email]))[0]).toMatchObject({ status: 'sent', link: null })
  })
})

describe('the texts', () => {
  const secrets = () => [
    doctor.firstName,
    doctor.lastName,
    patient.firstName,
    patient.lastName,
    'Oncology',
    'zyx@',
    '9876',
  ]

  it('name nobody and nothing, whatever happened to whom', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...allKinds), fc.boolean(), async (kind, toPatient) => {
        const receiver = toPatient ? { patientId: patient.patientId } : { userId: doctor.userId }
        const ids = Object.values(await posted(receiver, { kind }))
        const rows = await look<Record<string, string>>('SELECT subject, body, link FROM messages WHERE id = ANY($1)', [
          ids,
        ])
        expect(rows.length).toBeGreaterThan(0)
        for (const row of rows) for (const secret of secrets()) expect(Object.values(row).join()).not.toContain(secret)
      }),
      { numRuns: 40 },
    )
  })

  it('are short: a subject of a line, a body of two sentences, a text message of one', () => {
    for (const { subject, body, ...more } of Object.values(texts)) {
      expect(subject.length).toBeLessThan(60)
      expect(body.length).toBeLessThan(160)
      if ('sms' in more) expect(more.sms.length).toBeLessThan(70)
    }
  })

  it('are the same for everybody', async () => {
    const first = await posted({ patientId: patient.patientId }, { channels: ['email'] })
    const second = await posted({ patientId: (await aPatient()).patientId }, { channels: ['email'] })
    const rows = await look('SELECT DISTINCT subject, body FROM messages WHERE id = ANY($1)', [
      [first.email, second.email],
    ])
    expect(rows).toHaveLength(1)
  })
})

describe('posting', () => {
  it('says nothing twice, and says a new version again', async () => {
    const occurrence = randomUUID()
    const count = () => look('SELECT 1 FROM messages WHERE dedupe_key LIKE $1', [`%/${occurrence}/%`])
    for (const version of [1, 1, 2]) await posted({ patientId: patient.patientId }, { occurrence, version })
    expect(await count()).toHaveLength(6)
  })

  it('leaves out the notification for whoever sees the deed anyway, and for whom has no account', async () => {
    expect(await posted({ userId: doctor.userId }, { exceptInApp: true })).toEqual({ email: expect.any(String) })
    const other = await aPatient()
    await look('UPDATE patients SET user_id = NULL WHERE id = $1', [other.patientId])
    const ids = await posted({ patientId: other.patientId })
    expect(Object.keys(ids).sort()).toEqual(['email', 'sms'])
  })

  it('sends one mail for what a stranger sets off again and again, and another one later; nothing goes unnoticed', async () => {
    const [officer, restless] = await Promise.all([aColleague('privacy_officer'), aPatient()])
    const params = { id: restless.patientId }
    const askAndThinkAgain = async () => {
      const asked = await call(dataRightsApi.ask, { as: restless, params, body: {} })
      expect(asked.status).toBe(201)
      await call(dataRightsApi.withdraw, { as: restless, params: { id: asked.body.id } })
    }
    const told = async (channel: string) =>
      (
        await look(`SELECT FROM messages WHERE user_id = $1 AND kind = 'erasure-requested' AND channel = $2`, [
          officer.userId,
          channel,
        ])
      ).length
    for (let n = 0; n < 6; n++) await askAndThinkAgain()
    // Two where a quarter of an hour ends meanwhile.
    const mails = await told('email')
    expect(mails).toBeGreaterThan(0)
    expect(mails).toBeLessThanOrEqual(2)
    expect(await told('in-app')).toBe(6)
    await look(
      `UPDATE messages SET dedupe_key = 'earlier/' || dedupe_key WHERE user_id = $1 AND kind = 'erasure-requested'`,
      [officer.userId],
    )
    await askAndThinkAgain()
    expect(await told('email')).toBe(mails + 1)
    expect(await told('in-app')).toBe(7)
  })
})
