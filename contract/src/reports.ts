import { z } from 'zod'
import { CalendarDate, Id, Money } from './common.ts'
import { endpoint } from './endpoint.ts'

/** A sum over bills can be larger than any one of them. */
const Total = Money.extend({ amount: z.string().regex(/^(0|[1-9]\d{0,14})\.\d{2}$/) }).meta({ id: 'MoneyTotal' })

const period = {
  from: CalendarDate.meta({ description: "First day, in the hospital's zone" }),
  to: CalendarDate.meta({ description: 'Last day, included; at most 366 days after from' }),
  doctorId: Id.optional(),
}

export const AppointmentReportQuery = z.strictObject({
  ...period,
  groupBy: z.enum(['day', 'week', 'month', 'doctor', 'specialization', 'visit-type']).default('day'),
})
export type AppointmentReportQuery = z.infer<typeof AppointmentReportQuery>

export const AppointmentReport = z
  .strictObject({
    items: z.array(
      z.strictObject({
        key: z.string().meta({ description: 'First day of the period, or the id of the group' }),
        label: z.string(),
        total: z.int(),
        booked: z.int(),
        checkedIn: z.int(),
        completed: z.int(),
        cancelled: z.int(),
        noShow: z.int(),
      }),
    ),
  })
  .meta({ id: 'AppointmentReport' })
export type AppointmentReport = z.infer<typeof AppointmentReport>

export const RevenueReportQuery = z.strictObject({
  ...period,
  groupBy: z.enum(['day', 'week', 'month', 'method']).default('month'),
})
export type RevenueReportQuery = z.infer<typeof RevenueReportQuery>

export const RevenueReport = z
  .strictObject({
    items: z.array(
      z.strictObject({
        key: z.string(),
        label: z.string(),
        billed: Total.meta({
          description: 'Bills issued in the period, void ones left out; zero when grouped by method',
        }),
        received: Total.meta({ description: 'Payments that succeeded in the period' }),
      }),
    ),
  })
  .meta({ id: 'RevenueReport' })
export type RevenueReport = z.infer<typeof RevenueReport>

/** The figures at the top of the dashboard. */
export const SummaryReport = z
  .strictObject({
    today: z.strictObject({
      total: z.int(),
      waiting: z.int(),
      completed: z.int(),
      cancelled: z.int(),
      noShow: z.int(),
    }),
    patients: z.int().meta({ description: 'Registered patients; for a doctor, those in care' }),
    receivedThisMonth: Total,
    receivedLastMonth: Total,
    open: z.strictObject({ count: z.int(), balance: Total }).meta({ description: 'Unpaid and not yet due' }),
    overdue: z.strictObject({ count: z.int(), balance: Total }).meta({ description: 'Unpaid past the due date' }),
  })
  .meta({ id: 'SummaryReport' })
export type SummaryReport = z.infer<typeof SummaryReport>

/** What whoever collects money begins the day with. */
export const ReceivablesReport = z
  .strictObject({
    overdue: z.strictObject({ count: z.int(), balance: Total }).meta({ description: 'Unpaid past the due date' }),
    dueSoon: z
      .strictObject({ count: z.int(), balance: Total, until: CalendarDate })
      .meta({ description: "Unpaid and due within seven days of the hospital's zone, today and `until` included" }),
    receivedToday: z
      .strictObject({ count: z.int(), amount: Total })
      .meta({ description: "Payments that succeeded today, in the hospital's zone" }),
  })
  .meta({ id: 'ReceivablesReport', description: "In the hospital's currency; of a doctor, the own visits' bills" })
export type ReceivablesReport = z.infer<typeof ReceivablesReport>

export const reportApi = {
  summary: endpoint({
    method: 'get',
    path: '/reports/summary',
    permission: 'report:read',
    summary: 'Figures of today and of what is owed',
    response: SummaryReport,
  }),
  appointments: endpoint({
    method: 'get',
    path: '/reports/appointments',
    permission: 'report:read',
    summary: 'Appointments over time or by group',
    query: AppointmentReportQuery,
    response: AppointmentReport,
    problems: ['not-found'],
  }),
  revenue: endpoint({
    method: 'get',
    path: '/reports/revenue',
    permission: 'report:money',
    summary: 'Billed and received over time',
    query: RevenueReportQuery,
    response: RevenueReport,
    problems: ['not-found'],
  }),
  receivables: endpoint({
    method: 'get',
    path: '/reports/receivables',
    permission: 'report:money',
    summary: 'What is overdue, what falls due, what came in today',
    response: ReceivablesReport,
  }),
}
