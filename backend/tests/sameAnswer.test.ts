// @covers ASVS-8.2.2
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
const PAIRS = 60

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
        expect(there.said).toEqual(absent.said)
        expect(there.headers).toEqual(absent.headers)
        expect(there.said.status).toBe(404)
        times.there.push(there.ms)
        times.absent.push(absent.ms)
      }
      const [there, absent] = [median(times.there), median(times.absent)]
      // Printed and not asserted: on a busy machine time says little.
      console.log(
        `${endpoint.method} ${endpoint.path}: ${there.toFixed(2)} ms and ${absent.toFixed(2)} ms, ${Math.abs(there - absent).toFixed(2)} ms apart`,
      )
    },
  )
})
