import { drop } from './support/ownDatabase.ts'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { startMailServer } from './support/mailServer.ts'
import { endProcesses, type RealApi, startApi, startProcess } from './support/realProcess.ts'

const { look, observer } = await import('./support/observer.ts')
const { aDoctor, anAdmin, aPatient } = await import('./support/people.ts')
const { db } = await import('../src/config/database.ts')

afterEach(endProcesses)
afterAll(async () => {
  await db.close()
  await observer.end()
  await drop()
})

/** What a proxy does: asks each upstream whether it is ready, sends requests to those that are, tries no request twice. */
function proxyBefore(upstreams: RealApi[]) {
  const healthy = new Set(upstreams)
  const agent = new Agent({ keepAlive: true, maxSockets: 50 })
  const ask = (url: string, headers = {}) =>
    new Promise<{ status: number; reply: IncomingMessage }>((resolve, reject) => {
      get(url, { agent, headers }, (reply) => {
        reply.resume().once('end', () => resolve({ status: reply.statusCode ?? 0, reply }))
      }).once('error', reject)
    })
  const look = setInterval(() => {
    for (const upstream of upstreams) {
      ask(`${upstream.url}/ready`).then(
        ({ status }) => (status === 200 ? healthy.add(upstream) : healthy.delete(upstream)),
        () => healthy.delete(upstream),
      )
    }
  }, 200)
  let turn = 0
  return {
    send(path: string, token: string) {
      const choice = [...healthy]
      const upstream = choice[turn++ % choice.length]
      if (!upstream) throw new Error('nobody is ready')
      return ask(`${upstream.url}${path}`, { Authorization: `Bearer ${token}` })
    },
    end() {
      clearInterval(look)
      agent.destroy()
    },
  }
}

/** Keeps so many requests on their way until told to stop. */
function load(send: () => Promise<{ status: number }>, width: number) {
  const statuses = new Map<string, number>()
  let going = true
  const note = (what: string) => statuses.set(what, (statuses.get(what) ?? 0) + 1)
  const lanes = Array.from({ length: width }, async () => {
    while (going)
      await send().then(
        ({ status }) => note(String(status)),
        (error: Error) => note(error.message),
      )
  })
  return {
    statuses,
    async end() {
      going = false
      await Promise.all(lanes)
    },
  }
}

describe('an API process that is told to stop under load', () => {
  it('turns not ready first, finishes what it has, and no request behind a proxy fails', async () => {
    const [leaving, staying] = await Promise.all([startApi({ DRAIN_SECONDS: '2' }), startApi({ DRAIN_SECONDS: '0' })])
    const { token } = await anAdmin()
    const proxy = proxyBefore([leaving!, staying!])
    const traffic = load(() => proxy.send('/patients?limit=5', token), 8)
    await sleep(1000)
    const stopped = leaving!.stop()
    await expect.poll(async () => (await fetch(`${leaving!.url}/ready`)).status, { timeout: 1000 }).toBe(503)
    const still = await fetch(`${leaving!.url}/health`)
    expect([still.status, still.headers.get('connection')]).toEqual([200, 'close'])
    const { code, ms } = await stopped
    await sleep(500)
    await traffic.end()
    proxy.end()
    expect([...traffic.statuses.keys()]).toEqual(['200'])
    expect(traffic.statuses.get('200')).toBeGreaterThan(50)
    expect(code).toBe(0)
    expect(ms).toBeLessThan(10_000)
    await expect(fetch(`${leaving!.url}/health`)).rejects.toThrow()
  })

  it('lets slow requests come to their end, and ends streams', async () => {
    const api = await startApi({ DRAIN_SECONDS: '0' })
    const [admin, doctor, patient] = await Promise.all([anAdmin(), aDoctor(), aPatient()])
    const headers = { Authorization: `Bearer ${admin.token}`, 'Content-Type': 'application/json' }
    const stream = await fetch(`${api.url}/notifications/stream`, { headers })
    const streamed = stream.text()
    // A lock keeps the booking waiting as long as the test wants.
    const locker = await observer.connect()
    await locker.query('BEGIN')
    await locker.query('LOCK TABLE appointments IN SHARE ROW EXCLUSIVE MODE')
    const at = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 7 * 86_400_000).toISOString()
    const booking = fetch(`${api.url}/appointments`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ patientId: patient.patientId, doctorId: doctor.doctorId, appointmentDate: at }),
    })
    await sleep(700)
    const stopped = api.stop()
    await sleep(700)
    await expect(fetch(`${api.url}/health`)).rejects.toThrow()
    await locker.query('COMMIT')
    locker.release()
    expect((await booking).status).toBe(201)
    expect(await streamed).toContain('retry:')
    expect((await stopped).code).toBe(0)
    const rows = await look('SELECT 1 FROM appointments WHERE patient_id = $1', [patient.patientId])
    expect(rows).toHaveLength(1)
  })

  it('is not kept by a client that sends its request slowly, or none', async () => {
    const api = await startApi({ DRAIN_SECONDS: '0' })
    const { port } = new URL(api.url)
    const silent = connect(Number(port), '127.0.0.1').on('error', () => undefined)
    const slow = connect(Number(port), '127.0.0.1').on('error', () => undefined)
    slow.write('GET /api/health HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    await sleep(300)
    const { code, ms } = await api.stop()
    expect([code, ms < 3000]).toEqual([0, true])
    silent.destroy()
    slow.destroy()
  })
})

describe('a worker that is told to stop', () => {
  it('finishes the mail that it is sending', async () => {
    const mail = await startMailServer()
    mail.script.push(...Array<'slow'>(10).fill('slow'))
    const { userId } = await anAdmin()
    const { posted } = await import('./support/messages.ts')
    const worker = startProcess('src/worker.ts', { SMTP_URL: mail.url, NODE_ENV: 'test' })
    await posted({ userId })
    await expect.poll(() => mail.received.length, { timeout: 10_000, interval: 5 }).toBeGreaterThan(0)
    const { code, ms } = await worker.stop()
    expect([code, ms < 10_000]).toEqual([0, true])
    const [sent] = await look<{ n: number }>(
      `SELECT count(*)::int AS n FROM messages WHERE channel = 'email' AND status = 'sent'`,
    )
    expect(sent!.n).toBe(mail.received.length)
    await mail.stop()
  })
})
