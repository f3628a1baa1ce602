// @covers 45CFR164.308(a)(7)(ii)(C), ASVS-2.3.3
import { appointmentApi } from '@hms/contract/appointments'
import { billingApi } from '@hms/contract/billing'
import { patientApi } from '@hms/contract/patients'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Hospital, runsServer, startHospital } from '../support/cluster/hospital.ts'
import { sendUntilAnswered } from '../support/cluster/http.ts'
import { long } from '../support/cluster/size.ts'
import { look } from '../support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from '../support/people.ts'
import { onDay } from '../support/visits.ts'

const KILLS = long ? 12 : 3
const CLIENTS = 8
const TAG = `Load ${randomUUID()}`

let hospital: Hospital, admin: Person, doctors: DoctorPerson[], patients: PatientPerson[]
beforeAll(async () => {
  hospital = await startHospital({ ...runsServer('kill'), workers: 1 })
  admin = await anAdmin()
  doctors = await Promise.all(Array.from({ length: CLIENTS }, () => aDoctor()))
  patients = await Promise.all(Array.from({ length: CLIENTS }, () => aPatient()))
})
afterAll(() => hospital?.stop())

/** What the clients were told has been done. */
const acknowledged = {
  visits: [] as string[],
  bills: [] as string[],
  payments: [] as string[],
  patients: [] as string[],
}
let sent = 0
let over = false

type Request = Parameters<typeof sendUntilAnswered>

async function insist(endpoint: Request[1], request: Record<string, unknown>): Promise<{ id: string }> {
  const all = { as: admin, key: randomUUID(), timeoutMs: 5000, ...request } as never
  const reply = await sendUntilAnswered(hospital.url, endpoint, all)
  sent += reply.sentTimes
  if (reply.status !== 201) throw new Error(`${endpoint.path} answered ${reply.status} ${reply.text}`)
  return reply.body as unknown as { id: string }
}

/** One clerk: registers, books, bills and takes money, one after the other, until it is over. */
async function clerk(number: number): Promise<void> {
  const [{ doctorId }, { patientId }] = [doctors[number]!, patients[number]!]
  for (let i = 0; !over; i++) {
    const details = { firstName: TAG, lastName: `${number}-${i}`, dateOfBirth: '1980-01-01', gender: 'unknown' }
    acknowledged.patients.push((await insist(patientApi.create, { body: details })).id)
    const appointmentDate = onDay(3 + (i % 150), `${String(8 + Math.floor(i / 150)).padStart(2, '0')}:00`).toString()
    acknowledged.visits.push((await insist(appointmentApi.book, { body: { patientId, doctorId, appointmentDate } })).id)
    const lines = [{ description: 'Treatment', unitPrice: '25.00' }]
    const bill = await insist(billingApi.create, { body: { patientId, description: 'Treatment', lines } })
    acknowledged.bills.push(bill.id)
    const body = { amount: '10.00', method: 'cash' }
    acknowledged.payments.push((await insist(billingApi.pay, { params: { id: bill.id }, body })).id)
  }
}

async function killAtRandom(): Promise<void> {
  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(500 + Math.random() * 1000)
    const place = Math.random() < 0.5 ? 0 : 1
    await hospital.apis[place].kill()
    await sleep(300)
    await hospital.restartApi(place)
  }
  over = true
}

describe(`an API process that is killed ${KILLS} times under load`, () => {
  it('loses nothing that was acknowledged, and nothing is done twice', async () => {
    await Promise.all([killAtRandom(), ...Array.from({ length: CLIENTS }, (_, number) => clerk(number))])
    const { visits, bills, payments, patients: registered } = acknowledged
    const writes = visits.length + bills.length + payments.length + registered.length
    process.stdout.write(`${KILLS} kills: ${writes} writes acknowledged, ${sent - writes} sent again\n`)
    expect(sent).toBeGreaterThan(writes)

    const stored = async (statement: string, values: unknown[]) =>
      (await look<{ id: string }>(statement, values)).map(({ id }) => id).sort()
    const own = [doctors.map(({ doctorId }) => doctorId)]
    expect(await stored('SELECT id FROM appointments WHERE doctor_id = ANY($1)', own)).toEqual(visits.sort())
    const payers = [patients.map(({ patientId }) => patientId)]
    expect(await stored('SELECT id FROM billing WHERE patient_id = ANY($1)', payers)).toEqual(bills.sort())
    const paid = 'SELECT p.id FROM payments p JOIN billing b ON b.id = p.billing_id WHERE b.patient_id = ANY($1)'
    expect(await stored(paid, payers)).toEqual(payments.sort())
    expect(await stored('SELECT id FROM patients WHERE first_name = $1', [TAG])).toEqual(registered.sort())
  }, 120_000)

  it('leaves one audit row for each deed and no half-done one', async () => {
    const counted = await look<{ operation: string; rows: string }>(
      `SELECT operation, count(*) AS rows FROM audit_events WHERE actor_id = $1 AND outcome = 'success' AND action = 'C'
        GROUP BY operation ORDER BY operation`,
      [admin.userId],
    )
    const { visits, bills, patients: registered } = acknowledged
    expect(Object.fromEntries(counted.map(({ operation, rows }) => [operation, Number(rows)]))).toMatchObject({
      'appointment.book': visits.length,
      'billing.create': bills.length,
      'patient.create': registered.length,
    })
    const payers = [patients.map(({ patientId }) => patientId)]
    const odd = 'SELECT 1 FROM billing WHERE patient_id = ANY($1) AND NOT (amount = 25 AND paid_amount IN (0, 10))'
    expect(await look(odd, payers)).toEqual([])
    expect(
      await look('SELECT 1 FROM idempotency_keys WHERE response IS NULL AND user_id = $1', [admin.userId]),
    ).toEqual([])
  })
})
