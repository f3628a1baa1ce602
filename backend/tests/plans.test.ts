import { drop } from './support/ownDatabase.ts'
import { randomUUID } from 'node:crypto'
import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import { dayMarks } from '../src/models/DayMark.ts'
import { watchLog } from '../src/services/alertService/index.ts'
import { mindLog } from '../src/services/auditChain/mind.ts'
import { seal } from '../src/services/auditChain/seal.ts'
import { markOverdue, reconcilePayments } from '../src/services/billingService/index.ts'
import { cleanUp, unlockLostJobs } from '../src/services/cleanUpService.ts'
import { askForNightWork } from '../src/services/dailyService.ts'
import { remind } from '../src/services/messageService/remind.ts'
import { type AppIdentity, type Context, systemContext } from '../src/utils/context.ts'
import { call } from './support/call.ts'
import { fillForPlans, type Hospital } from './support/fillForPlans.ts'
import { look, observer } from './support/observer.ts'
import type { Person } from './support/people.ts'
import { type ExplainedStatement, explainEverything, type PlanNode, plansOf } from './support/plans.ts'

/** How every endpoint that reads gets to its rows: the plan of each statement that it runs, in a database of some size. */

let hospital: Hospital

beforeAll(async () => {
  await explainEverything()
  hospital = await fillForPlans()
}, 120_000)
afterAll(async () => {
  await observer.end()
  await drop()
})

interface Reading {
  as: Person
  params?: Record<string, string>
  query?: object
  /** Also what comes behind the first page. */
  paged?: boolean
}

const days = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
const instant = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString()

const people = () => [hospital.admin, hospital.doctor, hospital.patient]
const each = (query: object, who = people()): Reading[] => who.map((as) => ({ as, query, paged: true }))
const staff = () => [hospital.admin, hospital.doctor]

/** How each endpoint that reads is asked: by everybody who may, with every filter it has. */
const readings: Record<string, () => Reading[]> = {
  'auth.me': () => each({}),
  'auth.sessions': () => each({}),
  'lock.state': () => each({}),
  'factors.proof': () => each({}),
  'factors.secondFactors': () => each({}),
  'oidc.identities': () => each({}),
  'users.list': () =>
    [
      {},
      { q: 'johnson' },
      { q: 'user77@' },
      { role: 'doctor' },
      { active: 'false' },
      { role: 'patient', q: 'mary jo' },
    ].flatMap((query) => each(query, [hospital.admin])),
  'users.identities': () => [{ as: hospital.admin, params: { id: hospital.doctor.userId } }],
  'users.get': () => [{ as: hospital.admin, params: { id: hospital.patient.userId } }],
  'doctors.list': () => [{}, { q: 'john' }, { specialization: 'Cardiology' }].flatMap((query) => each(query)),
  'doctors.specializations': () => each({}),
  'doctors.get': () => people().map((as) => ({ as, params: { id: hospital.doctor.doctorId } })),
  'doctors.slots': () =>
    people().map((as) => ({ as, params: { id: hospital.doctor.doctorId }, query: { from: days(1), to: days(7) } })),
  'patients.list': () =>
    ['', 'johnson', 'an', 'jonson', 'mary jo', 'ohnso', hospital.mrn, '1970-05-01', '+1 555 010 4477']
      .map((q) => (q ? { q } : {}))
      .flatMap((query) => each(query)),
  'patients.matches': () => [
    { as: hospital.admin, query: { firstName: 'Mary', lastName: 'Johnson', dateOfBirth: '1970-05-01' } },
  ],
  'patients.get': () => people().map((as) => ({ as, params: { id: hospital.patient.patientId } })),
  'access.explain': () => [
    ...people().map((as) => ({ as, params: { id: hospital.patient.patientId } })),
    {
      as: hospital.admin,
      params: { id: hospital.patient.patientId },
      query: { userId: hospital.doctor.userId },
    },
  ],
  'access.grants': () => [...each({}, staff()), ...each({ patientId: hospital.patient.patientId }, staff())],
  'access.assignments': () => people().map((as) => ({ as, params: { id: hospital.patient.patientId } })),
  'access.restrictions': () =>
    [hospital.admin, hospital.patient].map((as) => ({ as, params: { id: hospital.patient.patientId } })),
  'appointments.list': () =>
    [
      {},
      { from: instant(-3), to: instant(4) },
      { from: instant(-3), order: 'desc' },
      { doctorId: hospital.doctor.doctorId },
      { patientId: hospital.patient.patientId },
      { status: 'booked', from: instant(0) },
      { doctorId: hospital.doctor.doctorId, status: 'completed', from: instant(-300), to: instant(0) },
    ].flatMap((query) => each(query)),
  'appointments.get': () => people().map((as) => ({ as, params: { id: hospital.appointmentId } })),
  'visitTypes.list': () => each({}),
  'billing.list': () =>
    [
      {},
      { patientId: hospital.patient.patientId },
      { status: 'overdue' },
      { status: 'open' },
      { status: 'void' },
      { q: hospital.billNumber },
      { q: hospital.billNumber.slice(0, -2).toLowerCase() },
      { from: days(-40), to: days(-20) },
      { dueBefore: days(0) },
    ].flatMap((query) => each(query)),
  'billing.get': () => people().map((as) => ({ as, params: { id: hospital.billId } })),
  'billing.receipt': () => [hospital.admin, hospital.patient].map((as) => ({ as, params: { id: hospital.billId } })),
  'reports.summary': () => each({}, staff()),
  'reports.appointments': () =>
    ['day', 'week', 'month', 'doctor', 'specialization', 'visit-type'].flatMap((groupBy) => [
      ...each({ from: days(-30), to: days(0), groupBy }, staff()),
      ...each({ from: days(-30), to: days(0), groupBy, doctorId: hospital.doctor.doctorId }, [hospital.admin]),
    ]),
  'reports.revenue': () =>
    ['day', 'week', 'month', 'method'].flatMap((groupBy) => [
      ...each({ from: days(-30), to: days(0), groupBy }, staff()),
      ...each({ from: days(-30), to: days(0), groupBy, doctorId: hospital.doctor.doctorId }, [hospital.admin]),
    ]),
  'reports.receivables': () => each({}, staff()),
  'messages.list': () =>
    [{}, { channel: 'sms' }, { status: 'failed' }, { kind: 'appointment-booked' }].flatMap((query) =>
      each(query, [hospital.admin]),
    ),
  'notifications.list': () => [...each({}), ...each({ unread: 'true' })],
  'settings.get': () => each({}),
  'settings.security': () => each({}, [hospital.admin]),
  'settings.sessions': () => each({}, [hospital.admin]),
  'retention.get': () => each({}, [hospital.admin]),
  'retention.preview': () => each({}, [hospital.admin]),
  'retention.patients': () => each({}, [hospital.admin]),
  'audit.list': () =>
    [
      {},
      { patientId: hospital.patient.patientId },
      { actorId: hospital.doctor.userId },
      { action: 'D' },
      { action: 'D', order: 'asc' },
      { outcome: 'refused' },
      { outcome: 'failed' },
      { action: 'D', outcome: 'refused' },
      { requestId: 'bench-17' },
      { from: days(-2), to: days(-1) },
      { actorId: hospital.doctor.userId, outcome: 'failed' },
      { order: 'asc' },
      { sort: 'actor' },
      { sort: 'operation', actorId: hospital.doctor.userId },
      { sort: 'outcome', patientId: hospital.patient.patientId },
    ].flatMap((query) => each(query, [hospital.admin])),
  'audit.export': () =>
    [
      { patientId: hospital.patient.patientId },
      { actorId: hospital.doctor.userId },
      { from: days(-2), to: days(-1) },
    ].map((query) => ({ as: hospital.admin, query: { ...query, format: 'json' } })),
  'audit.integrity': () => each({}, [hospital.admin]),
  'accessLog.list': () =>
    [hospital.admin, hospital.patient].flatMap((as) =>
      [{}, { own: 'true' }, { actorId: hospital.doctor.userId }, { from: days(-3) }].map((query) => ({
        as,
        params: { id: hospital.patient.patientId },
        query,
        paged: true,
      })),
    ),
  'privacyCases.counts': () => each({}, [hospital.admin]),
  'alerts.rules': () => each({}, [hospital.admin]),
  'dataRights.export': () =>
    [hospital.admin, hospital.patient].map((as) => ({
      as,
      params: { id: hospital.patient.patientId },
      query: { format: 'json' },
    })),
  'dataRights.requests': () => [
    ...[{}, { status: 'requested' }].flatMap((query) => each(query, [hospital.admin])),
    ...each({ patientId: hospital.patient.patientId }, [hospital.admin, hospital.patient]),
  ],
  'dataRights.certificates': () => each({}, [hospital.admin]),
  'dataRights.certificate': () => [{ as: hospital.admin, params: { id: hospital.erasureId } }],
  'dataRights.holds': () => [{ as: hospital.admin, params: { id: hospital.patient.patientId } }],
  'privacyCases.list': () =>
    [{}, { state: 'open' }, { kind: 'alert' }].flatMap((query) => each(query, [hospital.admin])),
  'amendments.list': () => people().map((as) => ({ as, params: { id: hospital.patient.patientId } })),
  'amendments.get': () => [{ as: hospital.patient, params: { id: hospital.amendmentId } }],
  'amendments.work': () => each({}, staff()),
  'notices.current': () => each({}),
  'notices.list': () => each({}, [hospital.admin]),
  'notices.draft': () => each({}, [hospital.admin]),
  'consents.get': () => people().map((as) => ({ as, params: { id: hospital.patient.patientId } })),
  'backups.status': () => each({}, [hospital.admin]),
  'keys.status': () => each({}, [hospital.admin]),
}

/** Endpoints that open no list: an event stream that does not end, and what says nothing of the database's rows. */
const leftOut = [
  'notifications.stream',
  'billing.paymentProviders',
  'oidc.provider',
  'oidc.stepUp',
  'oidc.callback',
  'oidc.signedOut',
  'health.health',
  'health.ready',
  'health.openapi',
  'health.docs',
]

/** What is done with rows of the hospital without being asked by anybody: by the worker, and for who listens. */
const jobs: Record<string, (ctx: Context<AppIdentity>) => Promise<unknown>> = {
  'appointment-reminders': remind,
  daily: (ctx) => askForNightWork(ctx, null),
  'mark-overdue': (ctx) => markOverdue(ctx.now),
  'reconcile-payments': (ctx) => reconcilePayments(ctx.now),
  'clean-up': cleanUp,
  'unlock-lost-jobs': unlockLostJobs,
  'verify-audit': (ctx) => mindLog(ctx, 'newest'),
  'changes-of-the-day': (ctx) =>
    db.read(ctx.identity, (tx) => {
      tx.withoutAudit('nobody is told')
      return dayMarks(tx)
    }),
  'watch-access': async (ctx) => {
    await look('UPDATE alert_progress SET ordinal = greatest(0, (SELECT max(ordinal) FROM audit_seals) - 1500)')
    return watchLog(ctx)
  },
}

const endpoints = Object.entries(api).flatMap(([group, specs]) =>
  Object.entries(specs as Record<string, EndpointSpec>).map(([name, endpoint]) => ({
    name: `${group}.${name}`,
    endpoint,
  })),
)
const reading = endpoints.filter(({ endpoint }) => endpoint.method === 'get')

const BIG =
  /^(patients|patient_keys|patient_words|patient_word_pairs|name_words|appointments(_\w+)?|appointment_times|billing(_lines)?|payments|messages|audit_events(_\w+)?|users|sessions)$/

/** More rows than this are never looked at in vain: an index leads to what is asked. */
const MOST_IN_VAIN = 2500

const FEW = 800

/** A statement with more parts takes longer to set up than to answer: policies that look into tables with policies add up. */
const MOST_PARTS = 80

const partsOf = (node: PlanNode): number => 1 + (node.Plans ?? []).reduce((sum, below) => sum + partsOf(below), 0)

/**
 * What is looked up row by row on purpose: whose keys, lines and payments a reader may see hangs on another row that a key
 * leads to, and there are as many as a page holds.
 */
const ROW_BY_ROW = /^(patient_keys|billing_lines|payments|consents|notice_acknowledgements|amendments)$/

/** Rows that the statement was called with, by `unnest` of its values; the application bounds how many. */
const isHandedIn = (node: PlanNode) => node['Node Type'] === 'Function Scan'

/** Sums over everything: the number of patients, and how much each key of the ring wraps, which administrators ask for. */
const WHOLE = /^SELECT count\(\*\) +FROM patients$|^SELECT 'patient-keys' AS kind/

/** The log in the order of names is sorted as a whole, within bounds; names are read once, and not for each of its rows. */
const BY_NAME = /LEFT JOIN \(SELECT id, first_name \|\| ' ' \|\| last_name AS name FROM users\) su/

function faults({ text, plan }: ExplainedStatement): string[] {
  const found: string[] = []
  const visit = (node: PlanNode, above?: PlanNode) => {
    const relation = node['Relation Name'] ?? ''
    const big = BIG.test(relation)
    const read = ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1)
    // A part of a table that holds next to nothing is read as it is.
    if (big && node['Node Type'].endsWith('Seq Scan') && read > FEW && !WHOLE.test(text) && !BY_NAME.test(text))
      found.push(`reads all of ${relation}`)
    const inVain = (node['Rows Removed by Filter'] ?? 0) * (node['Actual Loops'] ?? 1)
    if (big && inVain > MOST_IN_VAIN && !BY_NAME.test(text))
      found.push(`looks at ${inVain} rows of ${relation} in vain`)
    if (big && node['Parent Relationship'] === 'SubPlan' && !WHOLE.test(text))
      found.push(`looks into ${relation} for each row of ${above?.['Relation Name'] ?? above?.['Node Type']}`)
    const conditions = JSON.stringify([node['Filter'], node['Index Cond'], node['Join Filter'], node['Recheck Cond']])
    if (/hms_\w+\(/.test(conditions))
      found.push(`asks ${/hms_\w+\(/.exec(conditions)![0]}) for each row of ${relation}`)
    for (const below of node.Plans ?? []) {
      const allowed = below['Parent Relationship'] === 'SubPlan' && (ROW_BY_ROW.test(relation) || isHandedIn(node))
      if (!allowed) visit(below, node)
    }
  }
  visit(plan)
  const parts = partsOf(plan)
  if (parts > MOST_PARTS) found.push(`has ${parts} parts`)
  return found.map((fault) => `${fault}\n${text.trim().slice(0, 3000)}`)
}

it('fills a database that is worth looking at', async () => {
  const [row] = await look<{ n: number }>('SELECT count(*)::int AS n FROM appointments')
  expect(row!.n).toBeGreaterThan(20_000)
})

describe('every endpoint that reads', () => {
  it('is asked here', () => {
    expect(reading.map(({ name }) => name).sort()).toEqual([...Object.keys(readings), ...leftOut].sort())
  })

  it.each(reading.filter(({ name }) => name in readings))(
    '$name finds its rows by an index, with one look at who is asking',
    async ({ name, endpoint }) => {
      const found = new Set<string>()
      for (const { as, params, query, paged } of readings[name]!()) {
        const ask = async (more: object = {}) => {
          const reply = await call(endpoint, { as, params: params ?? {}, query: { ...query, ...more } as never })
          expect(reply.status, JSON.stringify(reply.problem)).toBeLessThan(500)
          return (reply.body as unknown as { nextCursor?: string | null }).nextCursor
        }
        const plans = await plansOf(async () => {
          const limit = endpoint.query && 'limit' in endpoint.query.shape ? { limit: 20 } : {}
          const cursor = await ask(limit)
          if (paged && cursor) await ask({ ...limit, cursor })
        })
        expect(plans.length, 'no plan was told').toBeGreaterThan(0)
        for (const statement of plans)
          for (const fault of faults(statement)) found.add(`${as.role} ${JSON.stringify(query ?? params)} ${fault}`)
      }
      expect([...found].join('\n\n')).toBe('')
    },
    60_000,
  )
})

describe('every job', () => {
  const ctx = () => systemContext(`job-${randomUUID()}`)
  beforeAll(() => seal(), 60_000)

  it.each(Object.entries(jobs))('%s finds its rows by an index', async (_name, work) => {
    const found = new Set<string>()
    const plans = await plansOf(() => work(ctx()))
    expect(plans.length, 'no plan was told').toBeGreaterThan(0)
    for (const statement of plans) for (const fault of faults(statement)) found.add(fault)
    expect([...found].join('\n\n')).toBe('')
  })

  it('had rows to find: a plan of which nothing is carried out tells nothing', async () => {
    const [row] = await look<{ reminders: number; old: number }>(
      `SELECT count(*) FILTER (WHERE kind = 'appointment-reminder')::int AS reminders,
              count(*) FILTER (WHERE created_at < now() - interval '2 years')::int AS old FROM messages`,
    )
    expect(row!.reminders).toBeGreaterThan(10)
    expect(row!.old).toBe(0)
  })
})

describe('a plan', () => {
  it('is at fault when it reads a whole table, or asks for each row who is asking', () => {
    const scan = {
      'Node Type': 'Seq Scan',
      'Relation Name': 'patients',
      'Actual Rows': 900,
      'Actual Loops': 1,
      Filter: "(hms_role() = 'admin')",
    }
    expect(faults({ text: 'SELECT', plan: { 'Node Type': 'Limit', Plans: [scan] } })).toHaveLength(2)
    const below = { 'Node Type': 'Index Scan', 'Relation Name': 'appointments_2026', 'Parent Relationship': 'SubPlan' }
    expect(
      faults({ text: 'SELECT', plan: { 'Node Type': 'Index Scan', 'Relation Name': 'billing', Plans: [below] } }),
    ).toHaveLength(1)
    expect(faults({ text: 'SELECT', plan: { 'Node Type': 'Index Scan', 'Relation Name': 'billing' } })).toEqual([])
  })
})
