import type {
  AppointmentReport,
  AppointmentReportQuery,
  ReceivablesReport,
  RevenueReport,
  RevenueReportQuery,
  SummaryReport,
} from '@hms/contract/reports'
import { db, type ReadTx } from '../config/database.ts'
import * as Doctor from '../models/Doctor.ts'
import * as Report from '../models/Report.ts'
import * as Settings from '../models/Settings.ts'
import type { UserContext } from '../utils/context.ts'
import { toMoney } from '../utils/money.ts'
import { found, invalidField, notFound } from '../utils/problem.ts'
import { addDays, today } from '../utils/time.ts'
import { audit } from './auditService.ts'

const MOST_DAYS = 366
/** What falls due within so many days, today included, is worth a look. */
const DUE_SOON_DAYS = 7
/** Stands for a doctor whose profile is not filled in yet: the figures are all zero. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * Whose figures are shown. Doctors see their own, whatever else row-level security would let through.
 * @throws Problem `not-found` for another doctor, and for one who does not exist.
 */
async function doctorOf(tx: ReadTx, asked: string | undefined): Promise<string | null> {
  const { role, doctorId } = tx.actor
  if (role !== 'doctor') {
    if (asked !== undefined) found(await Doctor.find(tx, asked))
    return asked ?? null
  }
  if (asked !== undefined && asked !== doctorId) throw notFound()
  return doctorId ?? NOBODY
}

function checkDays(from: string, to: string): void {
  if (to < from) throw invalidField('/query/to', 'Before the first day')
  if (to > addDays(from, MOST_DAYS)) throw invalidField('/query/to', `More than ${MOST_DAYS} days after the first day`)
}

async function periodOf(
  tx: ReadTx,
  { from, to, doctorId }: { from: string; to: string; doctorId?: string | undefined },
): Promise<Report.Period> {
  checkDays(from, to)
  const { timeZone, currency } = await Settings.get(tx)
  return { from, to, timeZone, currency, doctorId: await doctorOf(tx, doctorId) }
}

/** Reports count people without naming one: a row says who looked at which report, and names no patient. */
function record(tx: ReadTx, ctx: UserContext, operation: string): Promise<void> {
  return audit(tx, ctx, { action: 'R', operation, resourceType: 'MeasureReport' })
}

export function appointments(
  ctx: UserContext,
  { groupBy, ...asked }: AppointmentReportQuery,
): Promise<AppointmentReport> {
  return db.readReplica(ctx.identity, async (tx) => {
    const items = await Report.appointments(tx, await periodOf(tx, asked), groupBy)
    await record(tx, ctx, 'report.appointments')
    return { items }
  })
}

export function revenue(ctx: UserContext, { groupBy, ...asked }: RevenueReportQuery): Promise<RevenueReport> {
  return db.read(ctx.identity, async (tx) => {
    const period = await periodOf(tx, asked)
    const rows = await Report.revenue(tx, period, groupBy)
    await record(tx, ctx, 'report.revenue')
    const money = (amount: string) => toMoney(amount, period.currency)
    return { items: rows.map((row) => ({ ...row, billed: money(row.billed), received: money(row.received) })) }
  })
}

/** The first and the last day of the month of a date. */
function monthOf(date: string): { from: string; to: string } {
  const { year, month } = Temporal.PlainDate.from(date)
  const from = Temporal.PlainDate.from({ year, month, day: 1 })
  return { from: from.toString(), to: from.add({ months: 1 }).subtract({ days: 1 }).toString() }
}

export function summary(ctx: UserContext): Promise<SummaryReport> {
  return db.read(ctx.identity, async (tx) => {
    const { timeZone, currency } = await Settings.get(tx)
    const day = today(ctx.now, timeZone)
    const period = await periodOf(tx, { from: day, to: day })
    const thisMonth = monthOf(day)
    const lastMonth = monthOf(addDays(thisMonth.from, -1))
    const [figures] = await Report.appointments(tx, period, 'day')
    const owed = await Report.owed(tx, { today: day, until: day }, period)
    const money = (amount: string) => toMoney(amount, currency)
    const reply = {
      today: todayOf(figures!),
      patients: await Report.patients(tx, period.doctorId),
      receivedThisMonth: money((await Report.received(tx, { ...period, ...thisMonth })).amount),
      receivedLastMonth: money((await Report.received(tx, { ...period, ...lastMonth })).amount),
      open: { count: owed.openCount, balance: money(owed.openBalance) },
      overdue: { count: owed.overdueCount, balance: money(owed.overdueBalance) },
    }
    await record(tx, ctx, 'report.summary')
    return reply
  })
}

/** What is to be collected, and what was today; the days are the hospital's. */
export function receivables(ctx: UserContext): Promise<ReceivablesReport> {
  return db.read(ctx.identity, async (tx) => {
    const { timeZone, currency } = await Settings.get(tx)
    const day = today(ctx.now, timeZone)
    const until = addDays(day, DUE_SOON_DAYS - 1)
    const period = { from: day, to: day, timeZone, currency, doctorId: await doctorOf(tx, undefined) }
    const [owed, received] = await Promise.all([
      Report.owed(tx, { today: day, until }, period),
      Report.received(tx, period),
    ])
    await record(tx, ctx, 'report.receivables')
    const money = (amount: string) => toMoney(amount, currency)
    return {
      overdue: { count: owed.overdueCount, balance: money(owed.overdueBalance) },
      dueSoon: { count: owed.dueCount, balance: money(owed.dueBalance), until },
      receivedToday: { count: received.count, amount: money(received.amount) },
    }
  })
}

function todayOf({ total, checkedIn, completed, cancelled, noShow }: Report.AppointmentFigures) {
  return { total, waiting: checkedIn, completed, cancelled, noShow }
}
