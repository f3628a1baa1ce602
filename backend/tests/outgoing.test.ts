// @covers 45CFR164.312(e)(1), GDPR-Art5(1)(c), ASVS-1.3.11, ASVS-14.2.3, ASVS-15.3.2
import { drop } from './support/ownDatabase.ts'
import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { authApi } from '@hms/contract/auth'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import { smtpCarrier } from '../src/services/emailService.ts'
import { texts } from '../src/services/messageService/texts.ts'
import { twilioCarrier } from '../src/services/smsService.ts'
import { anAddress, from, goodPassword } from './support/accounts.ts'
import { call } from './support/call.ts'
import { type MailServer, startMailServer } from './support/mailServer.ts'
import { posted } from './support/messages.ts'
import { look, observer } from './support/observer.ts'
import { aPatient } from './support/people.ts'
import { aPatientsWord, found } from './support/sentinels.ts'
import { carriersTo, settled, stopWorkers, work } from './support/worker.ts'

let mail: MailServer
const servers: Server[] = []

async function listening(answer: (path: string) => { status: number; location?: string }) {
  const asked: string[] = []
  const server = createServer((req, res) => {
    asked.push(`${req.method} ${req.url}`)
    const { status, location } = answer(req.url ?? '')
    res.writeHead(status, location ? { Location: location } : {}).end('{}')
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise((resolve) => server.once('listening', resolve))
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

beforeAll(async () => {
  mail = await startMailServer()
})
afterEach(stopWorkers)
afterAll(async () => {
  for (const server of servers) server.close()
  await Promise.all([mail.stop(), db.close()])
  await observer.end()
  await drop()
})

const aText = () => ({
  ...{ id: randomUUID(), to: '+15550101234', subject: 's', body: 'b', url: null, attempt: 1 },
  createdAt: Temporal.Now.instant(),
})

describe('a service outside', () => {
  it.each([301, 302, 307, 308])(
    'sends us nowhere else with an answer of %i: what was meant for it goes to nobody',
    async (status) => {
      const inside = await listening(() => ({ status: 201 }))
      const service = await listening(() => ({ status, location: `${inside.url}/metadata` }))
      const carry = twilioCarrier({
        accountSid: 'AC1',
        authToken: 'secret',
        from: '+15550100000',
        apiBase: service.url,
      })
      await expect(carry(aText())).rejects.toThrow('could not be reached')
      expect([service.asked.length, inside.asked]).toEqual([1, []])
    },
  )
})

describe('an address to write to', () => {
  it.each([
    'a@x.example\r\nBcc: b@x.example',
    'a@x.example\nSubject: x',
    'a@x.example,b@x.example',
    'a@x.example;b@x.example',
    '"a" <a@x.example>',
    'a@x.example>\r\nRCPT TO:<b@x.example',
    'a%0d%0aBcc:b@x.example\u0000',
    'a@x.example b@x.example',
  ])('is one address and nothing more: %j is refused', async (email) => {
    const body = { email, password: goodPassword, firstName: 'A', lastName: 'B' }
    const reply = await call(authApi.register, { body, headers: from(anAddress()) })
    expect([reply.status, reply.problem.errors?.[0]?.pointer]).toEqual([422, '/email'])
  })

  it('adds no header and no receiver to a mail, were it ever let through', async () => {
    const carry = smtpCarrier({ smtpUrl: mail.url, from: 'hms@hospital.example', domain: 'hospital.example' })
    const before = mail.received.length
    const to = 'a@x.example\r\nBcc: b@x.example\r\nX-Added: 1'
    await carry({ ...aText(), to, subject: 'One\r\nX-Added: 1' }).catch(() => undefined)
    carry.close?.()
    for (const { to: receivers, raw } of mail.received.slice(before)) {
      expect(receivers).not.toMatch(/(^|,)b@x\.example/)
      expect(raw).not.toMatch(/^(X-Added|Bcc):/im)
    }
  })
})

describe('a mail about whatever', () => {
  const words = Array.from({ length: 3 }, aPatientsWord)

  it('says in subject and headers nothing of whom it is about, and in the text neither', async () => {
    const patient = await aPatient({ firstName: words[0], lastName: words[1] })
    const email = `${randomUUID()}@home.example`
    await look('UPDATE users SET email = $2 WHERE id = $1', [patient.userId, email])
    const kinds = Object.keys(texts) as (keyof typeof texts)[]
    for (const kind of kinds)
      await posted({ patientId: patient.patientId }, { kind, channels: ['email'], link: `/x/${randomUUID()}` })
    const written = await look<{ id: string }>(`SELECT id FROM messages WHERE user_id = $1 AND channel = 'email'`, [
      patient.userId,
    ])
    work(carriersTo(mail.url, 'http://127.0.0.1:1'))
    for (const { id } of written) await settled(id, 'sent')
    const mails = mail.received.filter(({ to }) => to === email)
    expect(mails).toHaveLength(kinds.length)
    const subjects = mails.map(({ subject }) => subject)
    expect(subjects.sort()).toEqual(
      Object.values(texts)
        .map(({ subject }) => subject)
        .sort(),
    )
    for (const { raw } of mails) expect(found([...words, patient.userId, patient.patientId], raw)).toEqual([])
  })
})
