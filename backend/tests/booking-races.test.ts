// @covers ASVS-2.3.4
import { figure } from './support/figure.ts'
import { appointmentApi } from '@hms/contract/appointments'
import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { app, call, testClock } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type PatientPerson, type Person } from './support/people.ts'
import { aVisitType, booked, booking, freshTime, onDay } from './support/visits.ts'

let server: Server, base: string, admin: Person
beforeAll(async () => {
  server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
  admin = await anAdmin()
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const presentTime = testClock.now
afterEach(() => {
  testClock.now = presentTime
})

interface Answer {
  status: number
  code: string
  text: string
  milliseconds: number
}

/** Posts on the one listening server, as many clients at once would. */
async function post(
  as: Person,
  path: string,
  body: unknown = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const began = performance.now()
  const reply = await fetch(base + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${as.token}`, ...headers },
    body: JSON.stringify(body),
  })
  const text = await reply.text()
  const code = (JSON.parse(text) as { code?: string }).code ?? 'done'
  return { status: reply.status, code, text, milliseconds: performance.now() - began }
}

const tally = (answers: Answer[]) =>
  Object.fromEntries(
    [...Map.groupBy(answers, ({ status, code }) => `${status} ${code}`)].map(([key, group]) => [key, group.length]),
  )

async function patients(count: number): Promise<PatientPerson[]> {
  const made: PatientPerson[] = []
  while (made.length < count) {
    made.push(...(await Promise.all(Array.from({ length: Math.min(10, count - made.length) }, () => aPatient()))))
  }
  return made
}

describe('two hundred patients who want the same slot', () => {
  it('get it once; the others hear that it is taken, and nobody waits in vain', async () => {
    const [doctor, crowd] = await Promise.all([aDoctor(), patients(200)])
    const appointmentDate = freshTime().toString()
    const answers = await Promise.all(
      crowd.map((who) => post(who, '/appointments', booking(doctor, who, { appointmentDate, notes: 'Me first' }))),
    )
    const slowest = Math.max(...answers.map(({ milliseconds }) => milliseconds))
    process.stdout.write(
      `200 bookings of one slot: ${JSON.stringify(tally(answers))}, slowest ${slowest.toFixed(0)} ms\n`,
    )
    figure('slots-given-twice', answers.filter(({ status }) => status === 201).length - 1, { of: answers.length })
    figure('failures-in-a-race', answers.filter(({ status }) => status >= 500).length, { of: answers.length })
    figure('slowest-of-200-bookings', slowest, { unit: 'ms' })
    expect(tally(answers)).toEqual({ '201 done': 1, '409 slot-taken': 199 })
    expect(await look('SELECT 1 FROM appointments WHERE doctor_id = $1', [doctor.doctorId])).toHaveLength(1)
    const told = await look(`SELECT 1 FROM messages WHERE user_id = $1 AND channel = 'in-app'`, [doctor.userId])
    expect(told).toHaveLength(1)
  }, 60_000)
})

describe('a patient in two places', () => {
  it('is refused, however the two bookings overlap', async () => {
    const [one, two, patient] = [await aDoctor(), await aDoctor(), await aPatient()]
    const start = onDay(30, '10:00')
    await booked(patient, one, patient, { appointmentDate: start.toString() })
    for (const minutes of [-15, 0, 15]) {
      const appointmentDate = start.add({ minutes }).toString()
      const reply = await call(appointmentApi.book, { as: patient, body: booking(two, patient, { appointmentDate }) })
      expect([reply.status, reply.problem.code]).toEqual([409, 'patient-busy'])
    }
  })

  it('is refused to all but one of ten at once', async () => {
    const patient = await aPatient()
    const doctors = await Promise.all(Array.from({ length: 10 }, () => aDoctor()))
    const appointmentDate = freshTime().toString()
    const answers = await Promise.all(
      doctors.map((doctor) => post(patient, '/appointments', booking(doctor, patient, { appointmentDate }))),
    )
    expect(tally(answers)).toEqual({ '201 done': 1, '409 patient-busy': 9 })
  })
})

describe('neighbouring times', () => {
  it('can both be booked: a visit ends before the moment in which the next begins', async () => {
    const [doctor, one, two, three] = [await aDoctor(), ...(await patients(3))]
    const start = onDay(31, '10:00')
    const at = (who: PatientPerson, minutes: number) =>
      post(who!, '/appointments', booking(doctor, who!, { appointmentDate: start.add({ minutes }).toString() }))
    const answers = await Promise.all([at(one!, 0), at(two!, 30), at(three!, -30)])
    expect(tally(answers)).toEqual({ '201 done': 3 })
    expect((await at(three!, 29)).code).toBe('slot-taken')
  })

  it('are blocked by buffers on either side, for the doctor and not for the patient', async () => {
    const [doctor, other] = [await aDoctor(), await aDoctor()]
    const [one, two] = await patients(2)
    const type = await aVisitType({ minutes: 30, before: 10, after: 20 })
    const start = onDay(32, '10:00')
    await booked(one!, doctor, one!, { appointmentDate: start.toString(), visitTypeId: type.id })
    const at = (minutes: number, who = two!, whom = doctor) =>
      post(who, '/appointments', booking(whom, who, { appointmentDate: start.add({ minutes }).toString() }))
    expect((await at(-35)).code).toBe('slot-taken')
    expect((await at(45)).code).toBe('slot-taken')
    expect((await at(-40)).status).toBe(201)
    expect((await at(50)).status).toBe(201)
    expect((await at(30, one!, other)).status).toBe(201)
  })
})

describe('a freed time', () => {
  it('can be booked again at once, by one of many', async () => {
    const [doctor, crowd] = [await aDoctor(), await patients(12)]
    const [first, ...others] = crowd
    const made = await booked(first!, doctor, first!)
    const { appointmentDate } = made
    await post(first!, `/appointments/${made.id}/cancel`)
    const answers = await Promise.all(
      others.map((who) => post(who, '/appointments', booking(doctor, who, { appointmentDate }))),
    )
    expect(tally(answers)).toEqual({ '201 done': 1, '409 slot-taken': 10 })
  })

  it('is never given to two, when it is freed while others ask for it', async () => {
    const [doctor, crowd] = [await aDoctor(), await patients(10)]
    const [first, ...others] = crowd
    const made = await booked(first!, doctor, first!)
    const { appointmentDate } = made
    const answers = await Promise.all([
      post(first!, `/appointments/${made.id}/cancel`),
      ...others.map((who) => post(who, '/appointments', booking(doctor, who, { appointmentDate }))),
    ])
    expect(answers.filter(({ status }) => status >= 500)).toEqual([])
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1)
  })

  it('swaps between two doctors without a standstill', async () => {
    const [one, two] = [await aDoctor(), await aDoctor()]
    const crowd = await patients(12)
    const start = onDay(33, '09:00')
    const visits = await Promise.all(
      crowd.map((who, index) =>
        booked(who, index % 2 ? one : two, who, { appointmentDate: start.add({ minutes: 30 * index }).toString() }),
      ),
    )
    const replies = await Promise.all(
      visits.flatMap(({ id, appointmentDate }, index) => {
        const doctorId = (index % 2 ? two : one).doctorId
        return [
          call(appointmentApi.update, { as: admin, params: { id }, body: { doctorId } }),
          post(crowd[index]!, '/appointments', booking(index % 2 ? one : two, crowd[index]!, { appointmentDate })),
        ]
      }),
    )
    expect(replies.filter(({ status }) => status >= 500)).toEqual([])
    expect(replies.filter((_reply, index) => index % 2 === 0).every(({ status }) => status === 200)).toBe(true)
  })
})

describe('the same request again and again', () => {
  it('books once and answers alike, fifty times at once', async () => {
    const [doctor, patient] = [await aDoctor(), await aPatient()]
    const headers = { 'Idempotency-Key': randomUUID() }
    const body = booking(doctor, patient, { notes: 'Only once' })
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(patient, '/appointments', body, headers)))
    expect(tally(answers)).toEqual({ '201 done': 50 })
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    const made = await look('SELECT 1 FROM appointments WHERE doctor_id = $1', [doctor.doctorId])
    figure('effects-of-one-key', made.length, { of: answers.length })
    expect(made).toHaveLength(1)
    const { id } = JSON.parse(answers[0]!.text) as { id: string }
    expect(await look('SELECT 1 FROM audit_events WHERE resource_id = $1', [id])).toHaveLength(1)
    const other = await post(patient, '/appointments', { ...body, notes: 'Another' }, headers)
    expect([other.status, other.code]).toEqual([422, 'idempotency-mismatch'])
  })

  it('without a key is a second booking, and refused', async () => {
    const [doctor, patient] = [await aDoctor(), await aPatient()]
    const body = booking(doctor, patient)
    const answers = await Promise.all([post(patient, '/appointments', body), post(patient, '/appointments', body)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  })
})

describe('steps taken twice at once', () => {
  it('complete a visit once and raise one bill', async () => {
    const [doctor, patient] = [await aDoctor(), await aPatient()]
    const type = await aVisitType({ price: '75.00' })
    const made = await booked(patient, doctor, patient, { visitTypeId: type.id })
    const start = Temporal.Instant.from(made.appointmentDate)
    testClock.now = () => start
    const as = [doctor, admin]
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => post(as[index % 2]!, `/appointments/${made.id}/complete`)),
    )
    expect(tally(answers)).toEqual({ '200 done': 1, '409 wrong-status': 7 })
    expect(await look('SELECT amount FROM billing WHERE appointment_id = $1', [made.id])).toEqual([{ amount: '75.00' }])
  })

  it('let one of complete, cancel and no-show win', async () => {
    const [doctor, patient] = [await aDoctor(), await aPatient()]
    const made = await booked(patient, doctor, patient)
    const start = Temporal.Instant.from(made.appointmentDate)
    testClock.now = () => start
    const verbs = ['complete', 'cancel', 'no-show']
    const answers = await Promise.all(verbs.map((verb) => post(doctor, `/appointments/${made.id}/${verb}`)))
    expect(tally(answers)).toEqual({ '200 done': 1, '409 wrong-status': 2 })
  })
})
