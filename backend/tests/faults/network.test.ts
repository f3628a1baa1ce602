// @covers ASVS-16.5.2
import { appointmentApi } from '@hms/contract/appointments'
import { billingApi } from '@hms/contract/billing'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runsServer } from '../support/cluster/hospital.ts'
import { send } from '../support/cluster/http.ts'
import { type Api, startApi } from '../support/cluster/nodes.ts'
import { databaseEnv } from '../support/cluster/postgres.ts'
import { long } from '../support/cluster/size.ts'
import { type TcpProxy, tcpProxy, type Weather } from '../support/cluster/tcpProxy.ts'
import { type Loss, watchCommits } from '../support/faults/commitWatch.ts'
import { seconds, settle } from '../support/faults/figures.ts'
import { PROMISED_MS } from '../support/faults/ledger.ts'
import { startLoad } from '../support/faults/load.ts'
import { look } from '../support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from '../support/people.ts'
import { booking } from '../support/visits.ts'

const CUTS = long ? 10 : 2
const SILENT_MS = long ? 30_000 : 6000
const DELAYED_MS = long ? 15_000 : 3000
const LOSING_MS = long ? 20_000 : 3000

const { server, logs } = runsServer('network')
let network: TcpProxy, api: Api, pid: number
let lose: () => Loss | null = () => null

beforeAll(async () => {
  network = await tcpProxy({ upstreamPort: server.port, inspect: () => watchCommits(() => lose()) })
  api = await startBehind({ WORKER: 'on' })
  pid = api.pid
})
afterAll(async () => {
  network?.weather('fine')
  await api?.stop()
  await network?.stop()
})

function startBehind(env: Record<string, string>): Promise<Api> {
  const url = new URL(server.url('hms_app'))
  url.port = String(network.port)
  return startApi({ env: { ...databaseEnv(server), DATABASE_URL: url.href, ...env }, logs })
}

/** Disturbs the network under load, so many times. @returns what `nextSuccess` says after each */
async function disturb(times: number, weather: Weather, lastsMs: () => number) {
  const load = await startLoad(() => api.url)
  const recovered: number[] = []
  for (let time = 0; time < times; time++) {
    await sleep(500)
    network.weather(weather)
    await sleep(lastsMs())
    network.weather('fine')
    recovered.push(await load.ledger.nextSuccess())
  }
  await sleep(500)
  expect([api.pid, api.alive()]).toEqual([pid, true])
  return { load, seconds: seconds(recovered) }
}

describe('a network between API and database', () => {
  it(`may be cut, ${CUTS} times`, async () => {
    const { load, seconds } = await disturb(CUTS, 'cut', () => 200 + Math.random() * 1500)
    await settle(load, 'network cut', { cuts: CUTS, 'seconds to first success (middle / longest)': seconds })
    expect(load.ledger.figures).toMatchObject({ reset: 0 })
    expect(load.ledger.figures.unavailable).toBeGreaterThan(0)
  })

  it(`may swallow everything for ${SILENT_MS / 1000} seconds`, async () => {
    const { load, seconds } = await disturb(1, 'silent', () => SILENT_MS)
    await settle(load, 'network silent', { seconds: SILENT_MS / 1000, 'seconds to first success': seconds })
    expect(load.ledger.figures.reset).toBe(0)
    expect(load.ledger.figures.unavailable).toBeGreaterThan(0)
  })

  it('may be late by 200 ms in each direction', async () => {
    const { load, seconds } = await disturb(1, { delayMs: 200 }, () => DELAYED_MS)
    await settle(load, 'network late by 200 ms', { seconds: DELAYED_MS / 1000, 'seconds to first success': seconds })
    expect(load.ledger.figures.reset).toBe(0)
  })

  it('may lose every tenth COMMIT or its answer', async () => {
    const lost: Record<Loss, number> = { commit: 0, answer: 0 }
    const load = await startLoad(() => api.url)
    lose = () => {
      if (Math.random() > 0.1) return null
      const loss = Math.random() < 0.5 ? 'commit' : 'answer'
      lost[loss]++
      return loss
    }
    await sleep(LOSING_MS)
    await expect.poll(() => Math.min(lost.commit, lost.answer), { timeout: 60_000, interval: 50 }).toBeGreaterThan(0)
    lose = () => null
    expect([api.pid, api.alive()]).toEqual([pid, true])
    await settle(load, 'network that loses COMMITs', { ...lost })
    expect(load.ledger.figures.reset).toBe(0)
  })
})

describe('a network that fails amid a deed', () => {
  let admin: Person, doctor: DoctorPerson, patient: PatientPerson
  beforeAll(async () => {
    // A worker commits too, and would lose what the request is to lose.
    await api.stop()
    api = await startBehind({ WORKER: 'off' })
    ;[admin, doctor, patient] = await Promise.all([anAdmin(), aDoctor(), aPatient()])
  })

  it('silent, then cut, then silent again, makes nobody wait twice', async () => {
    network.weather('silent')
    const waiting = send(api.url, appointmentApi.book, { as: admin, body: booking(doctor, patient) })
    await sleep(3000)
    network.reset()
    const reply = await waiting
    network.weather('fine')
    expect(reply.status).toBe(503)
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(reply.milliseconds).toBeLessThan(PROMISED_MS + 500)
    await expect.poll(async () => (await fetch(`${api.url}/api/ready`)).status, { timeout: 10_000 }).toBe(200)
  })

  const visits = () => look('SELECT id FROM appointments WHERE doctor_id = $1', [doctor.doctorId])
  const loseNext = (loss: Loss) => {
    lose = () => {
      lose = () => null
      return loss
    }
  }

  it.each(['answer', 'commit'] as const)('books once when the %s is lost and the client repeats', async (loss) => {
    const before = (await visits()).length
    const sent = { as: admin, key: randomUUID(), body: booking(doctor, patient) }
    loseNext(loss)
    const unknown = await send(api.url, appointmentApi.book, sent)
    expect(unknown).toMatchObject({ status: 503, problem: { code: 'unavailable' } })
    expect(Number(unknown.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await visits()).length - before).toBe(loss === 'answer' ? 1 : 0)
    const again = await send(api.url, appointmentApi.book, sent)
    expect(again.status).toBe(201)
    expect((await visits()).length - before).toBe(1)
    const recorded = await look('SELECT 1 FROM audit_events WHERE resource_id = $1 AND operation = $2', [
      again.body.id,
      'appointment.book',
    ])
    expect(recorded).toHaveLength(1)
  })

  it.each(['answer', 'commit'] as const)(
    'takes money once when the %s is lost and the client repeats',
    async (loss) => {
      const lines = [{ description: 'Treatment', unitPrice: '80' }]
      const raise = { patientId: patient.patientId, description: 'Treatment', lines }
      const { body: bill } = await send(api.url, billingApi.create, { as: admin, body: raise })
      const sent = {
        as: admin,
        key: randomUUID(),
        params: { id: bill.id },
        body: { amount: '30', method: 'cash' },
      } as const
      loseNext(loss)
      expect((await send(api.url, billingApi.pay, sent)).status).toBe(503)
      expect((await send(api.url, billingApi.pay, sent)).status).toBe(201)
      expect(await look('SELECT paid_amount FROM billing WHERE id = $1', [bill.id])).toEqual([{ paid_amount: '30.00' }])
      expect(await look('SELECT 1 FROM payments WHERE billing_id = $1', [bill.id])).toHaveLength(1)
    },
  )
})
