import { accessLogApi } from '@hms/contract/privacy'
import { describe, beforeAll, expect, it } from 'vitest'
import { type Seen, type Trace, tracesOf, watchDeeds } from './auditTruth.ts'
import { call } from './call.ts'
import { figure } from './figure.ts'
import { look } from './observer.ts'
import type { PatientPerson } from './people.ts'

const clock = async () => (await look<{ now: Date }>('SELECT clock_timestamp() AS now'))[0]!.now

const purposes: Record<string, string[]> = {
  patient: ['PATRQT'],
  doctor: ['TREAT', 'ETREAT'],
  nurse: ['TREAT', 'ETREAT'],
  admin: ['HOPERAT', 'ETREAT'],
  receptionist: ['HOPERAT'],
  billing: ['HPAYMT'],
  privacy_officer: ['HOPERAT'],
  auth: ['HOPERAT'],
}

/** What the log promises, tried on so many deeds of all kinds at random. */
export function promisesOfTheLog(count: number): void {
  const seed = Number(process.env.AUDIT_SEED ?? Date.now() % 1_000_000)
  let seen: Seen[], patients: PatientPerson[], traces: Map<string, Trace[]>
  let began: Date, ended: Date, mine: [Date, Date]
  const rowsOf = ({ requestId }: Seen) => traces.get(requestId) ?? []
  const told = ({ endpoint, as, status }: Seen) =>
    `${endpoint.method} ${endpoint.path} by ${as?.role ?? 'nobody'}: ${status}`

  describe(`of ${count} deeds at random (seed ${seed})`, () => {
    beforeAll(async () => {
      began = await clock()
      const start = new Date()
      ;({ seen, patients } = await watchDeeds(count, seed))
      mine = [start, new Date()]
      ended = await clock()
      traces = await tracesOf(seen)
    }, 280_000)

    it('each that tells of a patient, is refused or signs in leaves exactly one row, and no other more than one', () => {
      const missing = seen.filter((one) => one.rows === 1 && rowsOf(one).length === 0).map(told)
      const doubled = seen.filter((one) => rowsOf(one).length > 1).map(told)
      const needless = seen.filter((one) => one.rows === 0 && rowsOf(one).length > 0).map(told)
      figure('deeds-without-row', missing.length, { of: seen.length })
      figure('deeds-with-two-rows', doubled.length, { of: seen.length })
      expect({ missing, doubled, needless }).toEqual({ missing: [], doubled: [], needless: [] })
      expect(seen.filter(({ rows }) => rows === 1).length).toBeGreaterThan(count / 3)
      expect(seen.some(({ endpoint }) => endpoint.path === '/health') || count < 300).toBe(true)
    })

    it('each row says who, in which role and session, from where, why, and how it ended', () => {
      const nobody = seen.flatMap(rowsOf).filter(({ actorId }) => actorId === null)
      figure('rows-without-actor', nobody.length, { of: seen.flatMap(rowsOf).length })
      for (const one of seen) {
        for (const row of rowsOf(one)) {
          const who = { actorId: row.actorId, actorRole: row.actorRole, sessionId: row.sessionId }
          if (one.as) {
            const { userId, role, sessionId } = one.as
            expect([told(one), who]).toEqual([told(one), { actorId: userId, actorRole: role, sessionId }])
          } else expect(row.actorId, told(one)).not.toBeNull()
          expect(row.clientAddress, told(one)).toMatch(/^10\.77\.\d+\.\d+$/)
          expect(purposes[row.actorRole], told(one)).toContain(row.purpose)
          const outcome = one.status < 400 ? 'success' : one.status === 401 ? 'failed' : 'refused'
          expect([told(one), row.outcome]).toEqual([told(one), outcome])
        }
      }
    })

    it('each row is dated between the beginning and the end, by a clock that agrees with ours', () => {
      const times = seen.flatMap(rowsOf).map(({ recorded }) => recorded.getTime())
      expect(Math.min(...times)).toBeGreaterThanOrEqual(began.getTime())
      expect(Math.max(...times)).toBeLessThanOrEqual(ended.getTime())
      const drift = Math.max(
        Math.abs(began.getTime() - mine[0].getTime()),
        Math.abs(ended.getTime() - mine[1].getTime()),
      )
      figure('most-ms-between-clocks', drift, { unit: 'ms' })
      // Of two clocks, not of how busy the machine is.
      expect(drift).toBeLessThan(60_000)
    })

    it('each row names the patients whose data were told', () => {
      for (const one of seen.filter(({ toldOf }) => toldOf.length > 0)) {
        const named = rowsOf(one).flatMap(({ patientIds }) => patientIds)
        expect([told(one), one.toldOf.filter((id) => !named.includes(id))]).toEqual([told(one), []])
      }
    })

    it('patients are told of all that somebody did with their record, and of nothing else', async () => {
      let missing = 0
      for (const patient of patients) {
        const report = await wholeLogOf(patient)
        const byEvent = new Map([...traces.values()].flat().map((row) => [row.id, row]))
        const reported = new Set(report.flatMap((id) => byEvent.get(id)?.requestId ?? []))
        const truth = seen.filter(({ toldOf }) => toldOf.includes(patient.patientId))
        expect(truth.length).toBeGreaterThan(0)
        const left = truth.filter(({ requestId }) => !reported.has(requestId))
        missing += left.length
        expect(left.map(told)).toEqual([])
        for (const id of report) {
          const row = byEvent.get(id)
          if (row) expect(row.patientIds).toContain(patient.patientId)
        }
      }
      figure('readers-missing-in-the-report', missing, { of: patients.length })
    })
  })
}

/** Ids of the events in a patient's report, page by page. */
async function wholeLogOf(patient: PatientPerson): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const query = { own: 'true' as const, limit: 100, ...(cursor ? { cursor } : {}) }
    const { body } = await call(accessLogApi.list, { as: patient, params: { id: patient.patientId }, query })
    ids.push(...body.items.map(({ id }) => id))
    cursor = body.nextCursor ?? undefined
  } while (cursor)
  return ids
}
