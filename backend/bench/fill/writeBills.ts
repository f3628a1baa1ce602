import { planVisits } from './calendar.ts'
import { CopySink, NULL } from './copySink.ts'
import { withConnections } from './connection.ts'
import { idOf, mix, share, sqlDate, sqlTime } from './numbers.ts'
import { watched } from './progress.ts'
import { seal } from './sealing.ts'
import { describeVisit, type Visit, type VisitWorld } from './writeVisits.ts'

const DAY = 86_400_000
/** One completed visit in eight has a bill. */
const BILLED = 1 / 8
const UNPAID = 0.06

const billColumns =
  `id number patient_id appointment_id description currency amount paid_amount status issue_date due_date
  created_by created_at updated_at`.split(/\s+/)
const lineColumns = ['billing_id', 'position', 'description', 'quantity', 'unit_price', 'amount']
const paymentColumns = `id billing_id patient_id amount currency method status receipt_number received_at created_by
  created_at updated_at`.split(/\s+/)

/** Numbers of documents, gap-free in every year from behind those that were given already. */
export class Series {
  readonly last: Map<string, number>

  constructor(given: Iterable<readonly [string, number]>) {
    this.last = new Map(given)
  }

  next(name: string, year: string): string {
    const key = `${name}/${year}`
    const number = (this.last.get(key) ?? 0) + 1
    this.last.set(key, number)
    return `${name}-${year}-${String(number).padStart(6, '0')}`
  }
}

interface Sinks {
  bills: CopySink
  lines: CopySink
  payments: CopySink
}

export function writeBills(url: string, world: VisitWorld, series: Series, currency: string) {
  return withConnections(url, 3, async ([a, b, c]) => {
    const sinks = {
      bills: new CopySink(a!, 'billing', billColumns),
      lines: new CopySink(b!, 'billing_lines', lineColumns),
      payments: new CopySink(c!, 'payments', paymentColumns),
    }
    const all = Object.values(sinks)
    const expected = Math.round(world.plan.visits * 0.88 * BILLED * (2 + 1.5 - UNPAID))
    return watched('bills, lines and payments', all, expected, async () => {
      for (const planned of planVisits(world.plan)) {
        if (share(world.firstVisit + planned.number, 41) >= BILLED) continue
        const visit = describeVisit(world, planned)
        if (visit.status !== 'completed') continue
        for (const wait of writeBill(sinks, world, visit, series, currency)) if (wait) await wait
      }
      await Promise.all(all.map((sink) => sink.end()))
    })
  })
}

function writeBill(sinks: Sinks, world: VisitWorld, visit: Visit, series: Series, currency: string) {
  const number = world.firstVisit + visit.number
  const { patientId } = visit
  const id = idOf('bill', number, visit.slot.start)
  const key = world.keys.keyOf(patientId, 'contact')
  const [date, at] = [sqlDate(visit.slot.start), sqlTime(visit.slot.start)]
  const lines = [Number(world.staff.visitTypes[visit.offer]!.price), ...(mix(number, 42) % 2 ? [35] : [])]
  const amount = lines.reduce((sum, line) => sum + line, 0).toFixed(2)
  const paid = share(number, 43) >= UNPAID
  const overdue = visit.slot.start + 30 * DAY < world.now
  const year = date.slice(0, 4)
  const { adminId } = world.staff
  const waits = [
    sinks.bills.write(
      id,
      series.next('INV', year),
      patientId,
      visit.id,
      seal('Visit', key, patientId, `billing.description/${id}`),
      currency,
      amount,
      paid ? amount : '0',
      paid ? 'paid' : overdue ? 'overdue' : 'open',
      date,
      sqlDate(visit.slot.start + 30 * DAY),
      adminId,
      at,
      at,
    ),
  ]
  for (const [n, price] of lines.entries()) {
    const description = seal(n ? 'Blood test' : 'Visit', key, patientId, `billing_lines.description/${id}/${n + 1}`)
    waits.push(sinks.lines.write(id, n + 1, description, 1, price.toFixed(2), price.toFixed(2)))
  }
  if (paid)
    waits.push(writePayment(sinks.payments, { number, id, patientId, amount, at, year, adminId }, series, currency))
  return waits
}

interface NewPayment {
  number: number
  id: string
  patientId: string
  amount: string
  at: string
  year: string
  adminId: string
}

function writePayment(sink: CopySink, paid: NewPayment, series: Series, currency: string) {
  const { number, id, patientId, amount, at, year, adminId } = paid
  const receipt = series.next('RCT', year)
  return sink.write(
    idOf('payment', number, Date.parse(at)),
    id,
    patientId,
    amount,
    currency,
    number % 3 ? 'card' : 'cash',
    'succeeded',
    receipt,
    at,
    adminId || NULL,
    at,
    at,
  )
}
