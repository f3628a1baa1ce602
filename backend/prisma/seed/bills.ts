import type { Calendar } from './calendar.ts'
import type { Random } from './random.ts'
import type { DemoAppointment, DemoBill, DemoBillLine, DemoPayment } from './types.ts'
import type { DemoVisitType } from './visitTypes.ts'

export const PAYMENT_TERM_DAYS = 14

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** What became of a bill. */
export type Outcome = 'paid' | 'paid-in-parts' | 'partly-paid' | 'unpaid' | 'void'

/** Cents. */
const extras = [
  ['Blood panel', 6_200],
  ['Urinalysis', 1_800],
  ['Electrocardiogram', 7_500],
  ['Dressing material', 1_250],
  ['Vaccine', 4_800],
] as const

const sundries = [
  ['Copy of medical records', 2_500],
  ['Medical certificate for an insurer', 4_000],
  ['Missed appointment fee', 3_000],
] as const

export interface Books {
  bills: DemoBill[]
  payments: DemoPayment[]
}

/**
 * A bill for every completed visit and some for other things, with their payments, in order of time.
 * `outcomeFor` settles what became of those bills that somebody counts on.
 */
export function buildBooks(
  random: Random,
  calendar: Calendar,
  appointments: DemoAppointment[],
  visitTypes: DemoVisitType[],
  outcomeFor: (appointment: DemoAppointment) => Outcome | undefined,
): Books {
  const types = new Map(visitTypes.map((type) => [type.id, type]))
  const books: Books = { bills: [], payments: [] }
  for (const appointment of appointments) {
    if (appointment.status === 'completed') {
      const type = types.get(appointment.visitTypeId)!
      const lines = [line(type.name, type.priceCents), ...drawExtras(random, type)]
      const bill = newBill(random, calendar, appointment.patientId, appointment.completedAt!, type.name, lines)
      enter(random, calendar, books, { ...bill, appointmentId: appointment.id }, outcomeFor(appointment))
    } else if (appointment.status === 'no-show' && random.chance(0.3)) {
      const [name, cents] = random.pick(sundries)
      const at = new Date(Math.min(appointment.end.getTime() + 30 * MINUTE, calendar.now.epochMilliseconds))
      enter(random, calendar, books, newBill(random, calendar, appointment.patientId, at, name, [line(name, cents)]))
    }
  }
  books.bills.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
  books.payments.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
  return books
}

function drawExtras(random: Random, { priceCents }: DemoVisitType): DemoBillLine[] {
  if (priceCents < 8_000 || !random.chance(0.25)) return []
  const [name, cents] = random.pick(extras)
  return [line(name, cents, name === 'Dressing material' ? random.int(1, 3) : 1)]
}

function line(description: string, unitPriceCents: number, quantity = 1): DemoBillLine {
  return { description, quantity, unitPriceCents, amountCents: quantity * unitPriceCents }
}

function newBill(
  random: Random,
  calendar: Calendar,
  patientId: string,
  at: Date,
  description: string,
  lines: DemoBillLine[],
): DemoBill {
  const issueDate = calendar.dateOf(at)
  return {
    id: random.uuid(),
    patientId,
    appointmentId: null,
    description,
    lines,
    amountCents: lines.reduce((sum, { amountCents }) => sum + amountCents, 0),
    status: 'open',
    issueDate,
    dueDate: Temporal.PlainDate.from(issueDate).add({ days: PAYMENT_TERM_DAYS }).toString(),
    voidReason: null,
    createdAt: at,
  }
}

function enter(random: Random, calendar: Calendar, books: Books, bill: DemoBill, known?: Outcome) {
  const pastDue = bill.dueDate < calendar.today.toString()
  const outcome = known ?? drawOutcome(random, pastDue)
  const parts = outcome === 'void' ? [] : drawParts(random, outcome, bill.amountCents)
  books.bills.push({
    ...bill,
    status: outcome === 'void' ? 'void' : outcome.startsWith('paid') ? 'paid' : pastDue ? 'overdue' : 'open',
    voidReason: outcome === 'void' ? 'Billed twice' : null,
  })
  const until = calendar.now.epochMilliseconds
  let at = bill.createdAt.getTime()
  for (const [amountCents, method] of parts) {
    at += Math.round(random.next() * Math.min(12 * DAY, until - at))
    const payment = {
      billId: bill.id,
      patientId: bill.patientId,
      amountCents,
      method,
      provider: method === 'card' ? 'test' : null,
    }
    const createdAt = new Date(Math.floor(at / 1000) * 1000)
    if (method === 'card' && random.chance(0.06)) {
      books.payments.push({
        ...payment,
        id: random.uuid(),
        status: 'failed',
        createdAt: new Date(createdAt.getTime() - MINUTE),
      })
    }
    books.payments.push({ ...payment, id: random.uuid(), status: 'succeeded', createdAt })
  }
}

function drawOutcome(random: Random, pastDue: boolean): Outcome {
  return random.weighted<Outcome>(
    pastDue
      ? [
          ['paid', 66],
          ['paid-in-parts', 14],
          ['partly-paid', 6],
          ['unpaid', 12],
          ['void', 2],
        ]
      : [
          ['paid', 40],
          ['paid-in-parts', 6],
          ['partly-paid', 11],
          ['unpaid', 41],
          ['void', 2],
        ],
  )
}

type Part = readonly [amountCents: number, method: DemoPayment['method']]

function drawParts(random: Random, outcome: Exclude<Outcome, 'void'>, amountCents: number): Part[] {
  const own = random.weighted<DemoPayment['method']>([
    ['card', 60],
    ['cash', 18],
    ['bank-transfer', 22],
  ])
  if (outcome === 'unpaid') return []
  if (outcome === 'paid') return [[amountCents, random.chance(0.3) ? 'insurance' : own]]
  const insured = Math.round((amountCents * random.pick([50, 70, 80])) / 100)
  return outcome === 'partly-paid'
    ? [[insured, 'insurance']]
    : [
        [insured, 'insurance'],
        [amountCents - insured, own],
      ]
}
