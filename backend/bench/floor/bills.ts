import type { KeyRing } from '../../src/config/keys.ts'
import { newId } from '../../src/utils/id.ts'
import { addDays, today } from '../../src/utils/time.ts'
import { knownKey, learn } from './keys.ts'
import { leaveMessages } from './messages.ts'
import { audit, type Unit } from './unit.ts'

const readFacts = `
  SELECT s.time_zone AS "timeZone", s.currency, s.payment_term_days AS days, p.id, p.mrn, p.first_name AS "firstName",
         p.last_name AS "lastName", p.date_of_birth::text AS "dateOfBirth", p.gender, k.key_id AS "keyId", k.wrapped
    FROM hospital_settings s, patients p JOIN patient_keys k ON k.patient_id = p.id AND k.scope = 'contact' WHERE p.id = $1`
const nextNumber = `
  INSERT INTO number_series AS s (name, year, last) VALUES ($1, $2, 1)
  ON CONFLICT (name, year) DO UPDATE SET last = s.last + 1 RETURNING last`
const insertBill = `
  INSERT INTO billing (id, number, patient_id, description, currency, amount, status, issue_date, due_date, created_by)
  VALUES ($1::uuid, $2, $3::uuid, hms_seal($4, $5, $3::uuid, 'billing.description/' || $1::uuid), $6,
          (SELECT sum(quantity * price) FROM unnest($7::int[], $8::numeric[]) AS line (quantity, price)), 'open', $9, $10, $11)
  RETURNING amount, created_at AS "createdAt"`
const insertLines = `
  INSERT INTO billing_lines (billing_id, position, description, quantity, unit_price, amount)
  SELECT $1::uuid, position, hms_seal(line.description, $2, $3, 'billing_lines.description/' || $1::uuid || '/' || position),
         quantity, unit_price, quantity * unit_price
    FROM unnest($4::text[], $5::int[], $6::numeric[]) WITH ORDINALITY AS line (description, quantity, unit_price, position)`

async function numberOf(unit: Unit, series: string, date: string): Promise<string> {
  const year = date.slice(0, 4)
  const { last } = await unit.row<{ last: number }>(nextNumber, [series, Number(year)])
  return `${series}-${year}-${String(last).padStart(6, '0')}`
}

interface Facts {
  timeZone: string
  currency: string
  days: number
  keyId: string
  wrapped: Buffer
}

export interface NewBill {
  patientId: string
  description: string
  lines: { description: string; quantity: number; unitPrice: string }[]
}

export async function createBill(unit: Unit, ring: KeyRing, { patientId, description, lines }: NewBill) {
  const { timeZone, currency, days, keyId, wrapped, ...patient } = await unit.row<Facts>(readFacts, [patientId])
  learn(ring, patientId, 'contact', keyId, wrapped)
  const issueDate = today(Temporal.Now.instant(), timeZone)
  const dueDate = addDays(issueDate, days)
  const id = newId()
  const { key } = knownKey(patientId, 'contact')
  const number = await numberOf(unit, 'INV', issueDate)
  const [quantities, prices] = [lines.map((line) => line.quantity), lines.map((line) => line.unitPrice)]
  const what = [
    id,
    number,
    patientId,
    description,
    key,
    currency,
    quantities,
    prices,
    issueDate,
    dueDate,
    unit.who.userId,
  ]
  const storing = unit.row<{ amount: string; createdAt: Date }>(insertBill, what)
  unit.send(insertLines, [id, key, patientId, lines.map((line) => line.description), quantities, prices])
  const link = `/billing/${id}`
  leaveMessages(unit, {
    kind: 'bill-issued',
    occurrence: id,
    link,
    channels: ['in-app', 'email'],
    receivers: [{ userId: null, patientId }],
  })
  audit(unit, {
    action: 'C',
    operation: 'billing.create',
    type: 'Invoice',
    id,
    version: 1,
    patientIds: [patientId],
  })
  const { amount, createdAt } = await storing
  const money = { amount, currency }
  const dates = { issueDate, dueDate, createdAt }
  return { id, number, patientId, patient, description, amount: money, balance: money, status: 'open', ...dates, lines }
}

const readBill = `
  SELECT b.patient_id AS "patientId", b.currency, s.time_zone AS "timeZone" FROM billing b, hospital_settings s WHERE b.id = $1`

interface ToPay {
  patientId: string
  currency: string
  timeZone: string
}

const insertPayment = `
  INSERT INTO payments (id, billing_id, patient_id, amount, currency, method, status, receipt_number, received_at, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, 'succeeded', $7, now(), $8)
  RETURNING id, billing_id AS "billId", receipt_number AS "receiptNumber", amount, method, status, received_at AS "receivedAt"`

export async function payBill(unit: Unit, billId: string, { amount, method }: { amount: string; method: string }) {
  const { patientId, currency, timeZone } = await unit.row<ToPay>(readBill, [billId])
  const id = newId()
  const receipt = await numberOf(unit, 'RCT', today(Temporal.Now.instant(), timeZone))
  const values = [id, billId, patientId, amount, currency, method, receipt, unit.who.userId]
  const paying = unit.row(insertPayment, values)
  const link = `/billing/${billId}`
  leaveMessages(unit, {
    kind: 'payment-received',
    occurrence: id,
    link,
    channels: ['in-app', 'email'],
    receivers: [{ userId: null, patientId }],
  })
  audit(unit, { action: 'C', operation: 'payment.create', type: 'PaymentNotice', id, patientIds: [patientId] })
  return paying
}
