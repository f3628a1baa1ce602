import { randomUUID } from 'node:crypto'
import { billingApi } from '@hms/contract/billing'
import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import * as NumberSeries from '../src/models/NumberSeries.ts'
import { markOverdue, raiseForVisit } from '../src/services/billingService/index.ts'
import { systemContext, systemIdentity, type UserIdentity } from '../src/utils/context.ts'
import { today } from '../src/utils/time.ts'
import { call } from './support/call.ts'
import { aBill, aVisit, aVisitType, storedBill } from './support/money.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'

let admin: Person, drRao: DoctorPerson, drOther: DoctorPerson, patient: PatientPerson
beforeAll(async () => {
  ;[admin, drRao, drOther, patient] = await Promise.all([anAdmin(), aDoctor(), aDoctor(), aPatient()])
})

const now = () => Temporal.Now.instant()
const thisDay = () => today(now(), 'America/New_York')
const identityOf = ({ userId, sessionId, role }: Person): UserIdentity => ({ kind: 'user', userId, sessionId, role })

describe('numbers of bills', () => {
  it('have no gap and no duplicate under thirty at once, of which ten fail', async () => {
    const year = 2300 + Math.floor(Math.random() * 5000)
    const take = (fails: boolean) =>
      db.write(systemIdentity, async (tx) => {
        tx.withoutAudit('numbers of a test')
        const number = await NumberSeries.next(tx, 'INV', year)
        if (fails) throw new Error('undone')
        return number
      })
    const taken = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => take(i % 3 === 0)))
    const numbers = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(numbers.sort()).toEqual(
      Array.from({ length: 20 }, (_, i) => `INV-${year}-${String(i + 1).padStart(6, '0')}`),
    )
  })

  it('follow one another over all bills of the year, refused requests in between', async () => {
    const visit = await aVisit(drRao, patient)
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        call(billingApi.create, {
          as: admin,
          body: {
            patientId: patient.patientId,
            description: 'x',
            lines: [{ description: 'x', unitPrice: '1' }],
            ...(i % 3 === 0 ? { appointmentId: visit.id } : {}),
          },
        }),
      ),
    )
    const [seen] = await look<{ gaps: string; bills: string }>(
      `SELECT max(right(number, 6)::int) - count(DISTINCT number) AS gaps, count(*) AS bills
         FROM billing WHERE number LIKE 'INV-' || $1 || '-%'`,
      [thisDay().slice(0, 4)],
    )
    expect(Number(seen!.bills)).toBeGreaterThan(20)
    expect(Number(seen!.gaps)).toBe(0)
  })
})

describe('the bill of a visit', () => {
  const raise = (as: Person, visit: Awaited<ReturnType<typeof aVisit>>) =>
    db.write(identityOf(as), async (tx) => {
      tx.withoutAudit('belongs to the completion of the visit')
      return raiseForVisit(tx, systemContext(randomUUID()), visit)
    })

  it('is raised by the doctor who completes it, once', async () => {
    const visit = await aVisit(drRao, patient, { visitTypeId: await aVisitType('120.50') })
    const raised = await raise(drRao, visit)
    expect(await raise(drRao, visit)).toEqual(raised)
    const reply = await call(billingApi.get, { as: patient, params: { id: raised!.billId } })
    expect(reply.body).toMatchObject({
      appointmentId: visit.id,
      amount: { amount: '120.50' },
      lines: [{ quantity: 1 }],
    })
    expect(reply.body.description).toMatch(/^Visit /)
  })

  it('is raised once by two at the same time', async () => {
    const visit = await aVisit(drRao, patient, { visitTypeId: await aVisitType('10.00') })
    await Promise.allSettled([raise(drRao, visit), raise(admin, visit), raise(drRao, visit)])
    expect(await look('SELECT 1 FROM billing WHERE appointment_id = $1', [visit.id])).toHaveLength(1)
  })

  it('is that of the kind closest in length, of two the cheaper, where none was named', async () => {
    await Promise.all([aVisitType('0.02'), aVisitType('0.01'), aVisitType('0')])
    const raised = await raise(drRao, await aVisit(drRao, patient))
    const reply = await call(billingApi.get, { as: patient, params: { id: raised!.billId } })
    expect(reply.body.amount).toEqual({ amount: '0.01', currency: 'USD' })
  })

  it('is not raised where there is nothing to charge', async () => {
    expect(await raise(drRao, await aVisit(drRao, patient, { visitTypeId: await aVisitType('0') }))).toBeNull()
  })

  it('cannot be raised by a doctor of somebody else', async () => {
    const visit = await aVisit(drRao, patient, { visitTypeId: await aVisitType('10.00') })
    await expect(raise(drOther, visit)).rejects.toThrow()
    expect(await look('SELECT 1 FROM billing WHERE appointment_id = $1', [visit.id])).toEqual([])
  })
})

describe('bills past their due date', () => {
  it('become overdue once, with one message to the patient', async () => {
    const payer = await aPatient()
    const [late, paid] = [await aBill(admin, payer), await aBill(admin, payer)]
    await call(billingApi.pay, { as: admin, params: { id: paid.id }, body: { amount: '100', method: 'cash' } })
    await look("UPDATE billing SET issue_date = '2020-01-01', due_date = '2020-01-31' WHERE patient_id = $1", [
      payer.patientId,
    ])
    // Two runs at the same moment, and one after.
    await Promise.all([markOverdue(now()), markOverdue(now())])
    await markOverdue(now())
    expect((await storedBill(late.id)).status).toBe('overdue')
    expect((await storedBill(paid.id)).status).toBe('paid')
    const told = await look(
      "SELECT channel FROM messages WHERE patient_id = $1 AND kind = 'bill-overdue' AND channel = 'in-app'",
      [payer.patientId],
    )
    expect(told).toHaveLength(1)
    const rows = await look(
      "SELECT actor_role FROM audit_events WHERE operation = 'billing.overdue' AND patient_ids @> ARRAY[$1::uuid]",
      [payer.patientId],
    )
    expect(rows).toEqual([{ actor_role: 'system' }])
  })

  it('are not overdue on the due date itself', async () => {
    const bill = await aBill(admin, patient, { dueDate: thisDay() })
    await markOverdue(now())
    expect((await storedBill(bill.id)).status).toBe('open')
  })
})
