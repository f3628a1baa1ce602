import { figure } from '../support/figure.ts'
import { appointmentApi } from '@hms/contract/appointments'
import { messageApi } from '@hms/contract/messages'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runsServer } from '../support/cluster/hospital.ts'
import { send } from '../support/cluster/http.ts'
import { type Api, startApi } from '../support/cluster/nodes.ts'
import { databaseEnv } from '../support/cluster/postgres.ts'
import { report } from '../support/faults/figures.ts'
import { PROMISED_MS } from '../support/faults/ledger.ts'
import { forgetJobs } from '../support/faults/queue.ts'
import { type MailServer, startMailServer } from '../support/mailServer.ts'
import { look } from '../support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from '../support/people.ts'
import { booking } from '../support/visits.ts'

const BOOKINGS = 5
const { server, logs } = runsServer('mail')

/** Takes connections and never says a word. */
async function startSilentServer() {
  const sockets = new Set<Socket>()
  const silent = createServer((socket) => sockets.add(socket.on('error', () => undefined))).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const stop = async () => {
    for (const socket of sockets) socket.destroy()
    silent.close()
    await once(silent, 'close')
  }
  return { port: (silent.address() as AddressInfo).port, stop }
}

let silent: Awaited<ReturnType<typeof startSilentServer>>
let api: Api, mail: MailServer | undefined, admin: Person, doctor: DoctorPerson, patient: PatientPerson
beforeAll(async () => {
  await forgetJobs()
  silent = await startSilentServer()
  const env = { ...databaseEnv(server), WORKER: 'on', SMTP_URL: `smtp://127.0.0.1:${silent.port}` }
  ;[api, admin, doctor, patient] = await Promise.all([startApi({ env, logs }), anAdmin(), aDoctor(), aPatient()])
})
afterAll(async () => {
  await api?.stop()
  await mail?.stop()
})

const own = () => [[doctor.userId, patient.userId]]
const mails = () =>
  look<{ id: string; status: string; attempts: number }>(
    `SELECT id, status, attempts FROM messages WHERE channel = 'email' AND user_id = ANY($1)`,
    own(),
  )
const hurry = () =>
  look(`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now() AND locked_at IS NULL`)

describe('a mail server that takes connections and says nothing', () => {
  it('holds up no booking; every mail arrives once when it speaks again', async () => {
    const took: number[] = []
    for (let i = 0; i < BOOKINGS; i++) {
      const reply = await send(api.url, appointmentApi.book, { as: admin, body: booking(doctor, patient) })
      expect(reply.status).toBe(201)
      took.push(reply.milliseconds)
    }
    // Whoever waited for the mail server would wait ten seconds.
    expect(Math.max(...took)).toBeLessThan(PROMISED_MS)
    // Given up for now, some seconds later: the worker does not wait for ever.
    await expect
      .poll(() => look(`SELECT 1 FROM messages WHERE last_error LIKE '%did not answer' AND user_id = ANY($1)`, own()), {
        timeout: 30_000,
        interval: 250,
      })
      .not.toEqual([])
    await silent.stop()
    mail = await startMailServer(silent.port)
    const waiting = async () => (await hurry(), (await mails()).filter(({ status }) => status !== 'sent').length)
    await expect.poll(waiting, { timeout: 60_000, interval: 250 }).toBe(0)
    const arrived = mail.received.map(({ messageId }) => messageId.slice(1, messageId.indexOf('@'))).sort()
    const sent = (await mails()).map(({ id }) => id).sort()
    figure('mails-lost', sent.filter((id) => !arrived.includes(id)).length, { of: sent.length })
    figure('mails-doubled', arrived.length - new Set(arrived).size, { of: sent.length })
    report('mail server silent', {
      bookings: BOOKINGS,
      'slowest booking in ms': Math.round(Math.max(...took)),
      mails: sent,
      lost: sent.filter((id) => !arrived.includes(id)),
      doubled: arrived.length - new Set(arrived).size,
    })
    expect(sent).toHaveLength(2 * BOOKINGS)
    expect(arrived.filter((id) => sent.includes(id))).toEqual(sent)
  })

  it('that then refuses a mail for good, leaves it where administrators see it and can send it again', async () => {
    mail!.script.push('refuse', 'refuse')
    const visit = await send(api.url, appointmentApi.book, { as: admin, body: booking(doctor, patient) })
    expect(visit.status).toBe(201)
    const failed = async () => (await mails()).filter(({ status }) => status === 'failed').map(({ id }) => id)
    await expect.poll(async () => (await failed()).length, { timeout: 20_000, interval: 100 }).toBe(2)
    const shown = await send(api.url, messageApi.list, {
      as: admin,
      query: { status: 'failed', limit: '100' } as never,
    })
    const ids = await failed()
    expect(shown.body.items.map(({ id }) => id)).toEqual(expect.arrayContaining(ids))
    for (const id of ids) await send(api.url, messageApi.retry, { as: admin, params: { id } })
    await expect.poll(failed, { timeout: 20_000, interval: 100 }).toEqual([])
    await expect
      .poll(async () => (await mails()).every(({ status }) => status === 'sent'), { timeout: 20_000 })
      .toBe(true)
  })
})
