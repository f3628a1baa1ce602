// @covers ASVS-8.2.2
import { isDeepStrictEqual } from 'node:util'
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { appointmentApi } from '@hms/contract/appointments'
import { billingApi } from '@hms/contract/billing'
import { patientApi } from '@hms/contract/patients'
import { authApi } from '@hms/contract/auth'
import { beforeAll, describe, expect, it } from 'vitest'
import { call } from './support/call.ts'
import { inCareOf } from './support/care.ts'
import { aBill } from './support/money.ts'
import { aDoctor, anAdmin, aPatient, type Person } from './support/people.ts'

/** Rows of somebody else. */
const theirs = {} as Record<'patient' | 'visit' | 'bill' | 'session', string>
let patient: Person
beforeAll(async () => {
  const [admin, doctor, owner, me] = await Promise.all([anAdmin(), aDoctor(), aPatient(), aPatient()])
  patient = me
  theirs.patient = owner.patientId
  theirs.visit = await inCareOf(doctor, owner)
  theirs.bill = (await aBill(admin, owner)).id
  theirs.session = owner.sessionId
})

const reads: { kind: keyof typeof theirs; endpoint: EndpointSpec }[] = [
  { kind: 'patient', endpoint: patientApi.get },
  { kind: 'patient', endpoint: patientApi.update },
  { kind: 'visit', endpoint: appointmentApi.get },
  { kind: 'bill', endpoint: billingApi.get },
  { kind: 'session', endpoint: authApi.endSession },
]
/** As many as tell two distributions of times apart; `npm test` has no time for it. */
const PAIRS = Number(process.env.SAME_ANSWER_PAIRS ?? 60)
const LONG = 120_000

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

describe('what belongs to somebody else', () => {
  it.each(reads)(
    'is answered like what does not exist: a $kind, by $endpoint.method $endpoint.path',
    async ({ kind, endpoint }) => {
      const ask = async (id: string) => {
        const begun = performance.now()
        const rawBody = endpoint.body ? {} : undefined
        const reply = await call(endpoint, { as: patient, params: { id }, rawBody })
        const { code, title, status, type, detail } = reply.problem as unknown as Record<string, unknown>
        const said = {
          status: reply.status,
          code,
          title,
          problemStatus: status,
          type,
          detail,
          keys: Object.keys(reply.problem).sort(),
        }
        return { ms: performance.now() - begun, said, headers: Object.keys(reply.headers).sort() }
      }
      const times = { there: [] as number[], absent: [] as number[] }
      for (let pair = 0; pair < PAIRS; pair++) {
        const [there, absent] = [await ask(theirs[kind]), await ask(randomUUID())]
        const told = !isDeepStrictEqual([there.said, there.headers], [absent.said, absent.headers])
        figure('answers-that-tell-of-existence', told ? 1 : 0, { of: 1 })
        expect(there.said).toEqual(absent.said)
        expect(there.headers).toEqual(absent.headers)
        expect(there.said.status).toBe(404)
        times.there.push(there.ms)
        times.absent.push(absent.ms)
      }
      const [there, absent] = [median(times.there), median(times.absent)]
      // Printed and not asserted: on a busy machine time says little.
      figure('ms-between-existing-and-absent', Math.abs(there - absent), { of: PAIRS, unit: 'ms' })
      figure('p-that-times-do-not-differ', sameDistribution(times.there, times.absent), { of: PAIRS })
      console.log(
        `${endpoint.method} ${endpoint.path}: ${there.toFixed(2)} ms and ${absent.toFixed(2)} ms, ${Math.abs(there - absent).toFixed(2)} ms apart`,
      )
    },
    LONG,
  )
})

/** The p value of the Kolmogorov–Smirnov test of two samples, by its asymptotic distribution. */
function sameDistribution(one: number[], other: number[]): number {
  const share = (values: number[], limit: number) => values.filter((value) => value <= limit).length / values.length
  const distance = Math.max(...[...one, ...other].map((limit) => Math.abs(share(one, limit) - share(other, limit))))
  const root = Math.sqrt((one.length * other.length) / (one.length + other.length))
  const lambda = (root + 0.12 + 0.11 / root) * distance
  if (lambda < 0.2) return 1
  const terms = Array.from({ length: 100 }, (_, i) => (-1) ** i * Math.exp(-2 * (i + 1) ** 2 * lambda ** 2))
  return Math.min(1, Math.max(0, 2 * terms.reduce((sum, term) => sum + term, 0)))
}
