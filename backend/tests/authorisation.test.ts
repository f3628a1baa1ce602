// @covers 45CFR164.312(a)(1), 45CFR164.308(a)(4)(ii)(B), 45CFR164.502(b), GDPR-Art5(1)(c), GDPR-Art9, GDPR-Art25
// @covers ASVS-8.2.1, ASVS-8.2.2, ASVS-8.3.1
import { figure } from './support/figure.ts'
import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { type Permission, reach, type Role } from '@hms/contract/permissions'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makers, roleOrder, type RowKind, someone, type Standing, type Target } from './support/authorisation.ts'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import type { Person } from './support/people.ts'

/**
 * Every operation as every role, for a row of one's own and for somebody else's, against what the permission table says.
 * A row that may not be seen is answered like one that does not exist.
 */

type Outcome = 'passes' | 'not-permitted' | 'not-found' | 'not-signed-in' | 'session-ended'

interface Asked {
  /** What the path names; left out where an operation is about no row in particular. */
  row?: RowKind
  query?: object
  body?: (target: Target, who: Person) => object
  /** Where the rows that a reach speaks of are not those of the path, in words of why. */
  instead?: Partial<Record<`${Role}/${Standing}`, Outcome>>
  /** Ends sessions or changes the one who asks: that is somebody of its own for each cell. */
  changesAsker?: true
}

const days = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString()
const period = { from: days(-7).slice(0, 10), to: days(0).slice(0, 10) }
const version = 1
/** Whoever finds patients by name meets the entry of the directory, and what of them is theirs to see. */
const ofDirectory = { 'doctor/other': 'passes', 'nurse/other': 'passes' } as const
let slot = 0

const missing = Object.fromEntries(roleOrder.map((role) => [`${role}/own`, 'not-found'])) as Asked['instead'] & object

const asked: Record<string, Asked> = {
  'auth.logoutEverywhere': { changesAsker: true },
  'auth.me': {},
  'auth.sessions': {},
  'lock.lock': { changesAsker: true },
  'lock.activity': { body: () => ({ secondsAgo: 0 }) },
  'auth.endSession': { row: 'session' },
  'auth.changePassword': {
    changesAsker: true,
    body: () => ({ currentPassword: 'not the one', newPassword: `Quite-long-${randomUUID()}` }),
  },
  'factors.proof': {},
  'factors.stepUp': { body: () => ({ password: 'not the one' }) },
  'factors.stepUpPasskey': {},
  'factors.secondFactors': {},
  'factors.beginTotp': {},
  'factors.confirmTotp': { body: () => ({ code: '000000' }) },
  'factors.removeTotp': {},
  'factors.renewRecoveryCodes': {},
  'factors.beginPasskey': {},
  'factors.addPasskey': { body: () => ({}) },
  // Nobody here has one: the own is told like somebody else's.
  'factors.renamePasskey': { row: 'passkey', body: () => ({ name: 'Mine' }), instead: missing },
  'factors.removePasskey': { row: 'passkey', instead: missing },
  'users.resetFactors': { row: 'user' },
  'users.signOut': { row: 'user' },
  'oidc.identities': {},
  'oidc.unlink': { row: 'passkey', instead: missing },
  'users.identities': { row: 'user' },
  'users.unlinkIdentities': { row: 'user' },
  'settings.security': {},
  'settings.sessions': {},
  'settings.updateSessions': { body: () => ({}) },
  'settings.updateSecurity': { body: () => ({}) },
  'retention.get': {},
  'retention.update': { body: () => ({}) },
  'retention.preview': {},
  'retention.patients': {},
  'audit.integrity': {},
  'audit.export': { query: { format: 'json' } },
  'accessLog.list': { row: 'patient' },
  'accessLog.report': { row: 'event', body: () => ({ message: 'I do not know who this is' }) },
  'privacyCases.list': {},
  'privacyCases.counts': {},
  'alerts.rules': {},
  'alerts.update': { body: () => ({ items: [{ rule: 'own-chart', enabled: true }] }) },
  'privacyCases.close': { row: 'privacyCase', body: () => ({ finding: 'Looked into for the matrix' }) },
  'users.list': {},
  'users.create': {
    body: () => ({ email: `${randomUUID()}@matrix.example`, role: 'nurse', firstName: 'A', lastName: 'B' }),
  },
  'users.get': { row: 'user' },
  'users.update': { row: 'user', body: () => ({ firstName: 'Changed' }) },
  'users.remove': { row: 'user' },
  'doctors.list': {},
  'doctors.specializations': {},
  'doctors.create': {
    body: () => ({
      user: { email: `${randomUUID()}@matrix.example`, firstName: 'A', lastName: 'B' },
      specialization: 'Surgery',
      licenseNumber: randomUUID(),
    }),
  },
  'doctors.get': { row: 'doctor' },
  // Everybody may know that there is another doctor.
  'doctors.update': {
    row: 'doctor',
    body: () => ({ bio: 'Changed' }),
    instead: { 'doctor/other': 'not-permitted' },
  },
  'doctors.slots': { row: 'doctor', query: { from: days(1).slice(0, 10), to: days(2).slice(0, 10) } },
  'patients.list': {},
  'patients.create': {
    body: () => ({ firstName: 'A', lastName: 'B', dateOfBirth: '1990-01-01', gender: 'unknown' }),
  },
  'patients.matches': { query: { firstName: 'A', lastName: 'B', dateOfBirth: '1990-01-01' } },
  'patients.get': { row: 'patient', instead: ofDirectory },
  'patients.update': { row: 'patient', body: () => ({ phone: '+1 555 010 9999' }) },
  // They ask of themselves, for any patient of the directory.
  'access.explain': { row: 'patient', instead: ofDirectory },
  'access.breakGlass': { row: 'patient', body: () => ({ reason: 'Needed at once, for the matrix' }) },
  // Only what one has opened oneself.
  'access.endBreakGlass': {
    row: 'grant',
    instead: { 'doctor/other': 'not-found', 'nurse/other': 'not-found', 'admin/other': 'not-found' },
  },
  'access.grants': {},
  // A list with the own assignments, or with none.
  'access.assignments': { row: 'patient', instead: ofDirectory },
  'access.assign': { row: 'patient', body: ({ doctor }) => ({ doctorId: doctor.doctorId }) },
  'access.endAssignment': { row: 'assignment' },
  'access.restrictions': { row: 'patient' },
  'access.restrict': { row: 'patient', body: ({ doctor }) => ({ doctorId: doctor.doctorId }) },
  'access.liftRestriction': { row: 'restriction' },
  'appointments.list': {},
  // For a patient of the row, with its doctor; doctors book in their own calendar, for anybody of the directory.
  'appointments.book': {
    row: 'patient',
    body: ({ patient, doctor }, who) => ({
      patientId: patient.patientId,
      doctorId: 'doctorId' in who ? who.doctorId : doctor.doctorId,
      appointmentDate: days(2 + slot++ / 24),
    }),
    instead: ofDirectory,
  },
  'appointments.get': { row: 'appointment' },
  'appointments.update': { row: 'appointment', body: () => ({ version }) },
  'appointments.checkIn': { row: 'appointment' },
  'appointments.complete': { row: 'appointment' },
  'appointments.cancel': { row: 'appointment' },
  'appointments.noShow': { row: 'appointment' },
  'visitTypes.list': {},
  'visitTypes.create': { body: () => ({ name: randomUUID(), durationMinutes: 30, price: '1.00' }) },
  'visitTypes.update': { row: 'visitType', body: () => ({ active: false }) },
  'billing.list': {},
  'billing.create': {
    row: 'patient',
    body: ({ patient }) => ({
      patientId: patient.patientId,
      description: 'Matrix',
      lines: [{ description: 'Matrix', quantity: 1, unitPrice: '1.00' }],
    }),
  },
  'billing.get': { row: 'bill' },
  'billing.pay': { row: 'bill', body: () => ({ amount: '1.00', method: 'card' }) },
  'billing.receipt': { row: 'bill' },
  'billing.void': { row: 'bill', body: () => ({ reason: 'Matrix' }) },
  'billing.paymentProviders': {},
  'reports.summary': {},
  'reports.appointments': { query: { ...period, groupBy: 'day' } },
  'reports.revenue': { query: { ...period, groupBy: 'day' } },
  'reports.receivables': {},
  'messages.list': {},
  'messages.retry': { row: 'message' },
  'notifications.list': {},
  'notifications.markRead': { row: 'notification' },
  'notifications.markAllRead': {},
  'settings.get': {},
  'settings.update': { body: () => ({ bookingNoticeMinutes: 120 }) },
  'audit.list': {},
  'amendments.list': { row: 'patient' },
  'amendments.ask': { row: 'patient', body: () => ({ field: 'contact', text: 'The number has changed' }) },
  'amendments.get': { row: 'amendment' },
  'amendments.work': {},
  'amendments.decide': {
    row: 'amendment',
    body: () => ({ accept: false, basis: 'accurate', decision: 'It is as it was said' }),
  },
  'amendments.extend': { row: 'amendment', body: () => ({ days: 1, reason: 'For the matrix' }) },
  'amendments.withdraw': { row: 'amendment' },
  'amendments.disagree': { row: 'amendment', body: () => ({ statement: 'I say otherwise' }) },
  'notices.list': {},
  'notices.draft': {},
  'notices.saveDraft': { body: () => ({ revision: 2_000_000_000, sections: [{ heading: 'Matrix', text: 'Matrix' }] }) },
  'notices.publish': { body: () => ({ revision: 2_000_000_000 }) },
  'consents.get': { row: 'patient' },
  'consents.record': {
    row: 'patient',
    body: (_target, who) => ({
      purpose: 'research',
      provision: 'deny',
      ...(who.role === 'patient' ? {} : { way: 'paper' }),
    }),
  },
  'consents.acknowledge': {
    row: 'patient',
    body: (_target, who) => ({ version: 99_999, ...(who.role === 'patient' ? {} : { way: 'paper' }) }),
  },
  'backups.status': {},
  'keys.status': {},
  'keys.rotate': {},
  'dataRights.export': { row: 'patient', query: { format: 'json' } },
  'dataRights.requests': {},
  'dataRights.ask': { row: 'patient', body: () => ({}) },
  'dataRights.withdraw': { row: 'erasureRequest' },
  'dataRights.decide': { row: 'erasureRequest', body: () => ({ approve: false, reason: 'Refused for the matrix' }) },
  'dataRights.perform': { row: 'erasureRequest', body: () => ({ mrn: 'M00000000' }) },
  'dataRights.certificates': {},
  'dataRights.certificate': { row: 'erasure' },
  'dataRights.holds': { row: 'patient' },
  'dataRights.hold': { row: 'patient', body: () => ({ reason: 'Held for the matrix' }) },
  'dataRights.lift': { row: 'patient', body: () => ({ reason: 'Lifted for the matrix' }) },
}

/** No cells: what needs no sign-in, and a stream that does not end (its permission is that of the list beside it). */
const open = (endpoint: EndpointSpec) => endpoint.permission === 'public' || endpoint.reply === 'event-stream'

const operations = Object.entries(api).flatMap(([domain, endpoints]) =>
  Object.entries<EndpointSpec>(endpoints).map(([verb, endpoint]) => ({ name: `${domain}.${verb}`, endpoint })),
)
const guarded = operations.filter(({ endpoint }) => !open(endpoint))

const people = {} as Record<Role, Person>
const disabled = {} as Record<Role, Person>
beforeAll(async () => {
  for (const role of roleOrder) {
    people[role] = await someone(role)
    disabled[role] = await someone(role)
    await look('UPDATE users SET disabled_at = now() WHERE id = $1', [disabled[role].userId])
  }
})

const count = { cells: 0, wrong: 0 }
afterAll(() => {
  console.info(`authorisation matrix: ${count.cells} cells, ${count.wrong} wrong, of ${guarded.length} operations`)
  figure('authorisation-cells-wrong', count.wrong, { of: count.cells })
  figure('operations-without-cells', guarded.filter(({ name }) => !asked[name]).length, { of: guarded.length })
})

function expected(endpoint: EndpointSpec, { row, instead }: Asked, role: Role, standing: Standing): Outcome {
  const far = reach(role, endpoint.permission as Permission)
  if (far === 'no') return 'not-permitted'
  const special = instead?.[`${role}/${standing}`]
  if (special) return special
  return !row || standing === 'own' || far === 'all' || far === 'directory' ? 'passes' : 'not-found'
}

/** What authorisation made of a request: whatever else it minds came later. */
const outcomeOf = (code: string | undefined): Outcome =>
  (['not-permitted', 'not-found', 'not-signed-in', 'session-ended'] as const).find((each) => each === code) ?? 'passes'

async function ask(name: string, endpoint: EndpointSpec, as: Person | null, target: Target | null) {
  const { query, body } = asked[name]!
  const params = { id: target?.id ?? randomUUID(), ...(target?.eventId ? { eventId: target.eventId } : {}) }
  const rawBody = body && target && as ? body(target, as) : body?.(somebodys, as ?? people.admin)
  return call(endpoint, { as, params, query: query as never, rawBody })
}

/** For requests that are refused before anybody looks at what they are about. */
const nobody = { patientId: randomUUID(), doctorId: randomUUID() }
const somebodys = { id: randomUUID(), patient: nobody, doctor: nobody } as unknown as Target

it('has a row for every operation that asks who is there', () => {
  expect(guarded.map(({ name }) => name).filter((name) => !asked[name])).toEqual([])
})

describe('every operation', () => {
  it.each(guarded)(
    '$name lets in whom the permission table names, to the rows it names',
    async ({ name, endpoint }) => {
      const wrong: string[] = []
      const check = (cell: string, got: Outcome, want: Outcome) => {
        count.cells++
        if (got !== want) wrong.push(`${cell}: ${got} instead of ${want}`)
      }
      const { row, changesAsker } = asked[name]!
      check('nobody', outcomeOf((await ask(name, endpoint, null, null)).problem.code), 'not-signed-in')
      for (const role of roleOrder) {
        const shut = outcomeOf((await ask(name, endpoint, disabled[role], null)).problem.code)
        check(`${role}, disabled`, shut, 'session-ended')
        for (const standing of row ? (['own', 'other'] as const) : (['own'] as const)) {
          const who = changesAsker ? await someone(role) : people[role]
          const target = await makers[row ?? 'doctor']({ who, standing })
          const reply = await ask(name, endpoint, who, target)
          const said = outcomeOf(reply.problem.code)
          check(`${role}/${standing}`, said, expected(endpoint, asked[name]!, role, standing))
          if (reply.status >= 500) wrong.push(`${role}/${standing}: status ${reply.status}`)
          if (said === 'not-found') {
            const missing = await ask(name, endpoint, who, { ...target, id: randomUUID(), eventId: randomUUID() })
            const bare = ({ problem, status }: typeof reply) => ({ ...problem, status, instance: '', requestId: '' })
            expect(bare(reply)).toEqual(bare(missing))
          }
        }
      }
      count.wrong += wrong.length
      expect(wrong).toEqual([])
    },
  )
})
