import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import type { Role } from '@hms/contract/permissions'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createApp } from '../../src/app.ts'
import { createHttpServer } from '../../src/utils/httpServer.ts'
import { goodPassword, signedUp } from './accounts.ts'
import { inCareOf } from './care.ts'
import { send, type Sent } from './cluster/http.ts'
import { disclosing } from './faults/disclosing.ts'
import { look } from './observer.ts'
import { aDoctor, anAdmin, aPatient, oneOfEach, type PatientPerson, type Person } from './people.ts'

/** One request as somebody saw it who stood between the person and the API. */
export interface Seen {
  requestId: string
  endpoint: EndpointSpec
  as: Person | null
  status: number
  /** Of patients of the cast, whose name the answer told, or whom the path named and the answer confirmed. */
  toldOf: string[]
  /** How many rows of the log it has to have left; null where one or none is right. */
  rows: 0 | 1 | null
}

/** The row that it left. */
export interface Trace {
  requestId: string
  id: string
  recorded: Date
  outcome: string
  actorId: string | null
  actorRole: string
  sessionId: string | null
  clientAddress: string | null
  purpose: string
  patientIds: string[]
}

const all = Object.values(api).flatMap((domain) => Object.values<EndpointSpec>(domain))
const named = ({ method, path }: EndpointSpec) => `${method} ${path}`
const telling = all.filter((endpoint) => endpoint.disclosesPatientData)
/** What may be asked without naming anything, and tells nothing of a patient. */
const plain = all.filter(
  ({ method, path, disclosesPatientData, reply, query }) =>
    method === 'get' &&
    !disclosesPatientData &&
    !path.includes(':') &&
    reply !== 'event-stream' &&
    reply !== 'redirect' &&
    (!query || query.safeParse({}).success),
)
/** Takes the log itself away, in which everybody is: its row says which part, and an array could not hold them. */
const wholeLog = '/audit/export'
/** Says how the service is, to anybody. */
const ofNobody = /^\/(health|ready|openapi\.json|docs)$/

/**
 * How many rows a deed has to leave, as the promise says and not as the services do: one for each that tells something of a
 * patient, is refused, or signs in; none for what was not done, and for the state of the service.
 */
function rowsOf(endpoint: EndpointSpec, as: Person | null, status: number, body: unknown): 0 | 1 | null {
  if (ofNobody.test(endpoint.path)) return 0
  if (endpoint.path === '/auth/login') return status === 200 || status === 401 ? 1 : 0
  if (as === null) return endpoint.permission === 'public' ? null : 0
  if (status === 403) return 1
  if (status === 404) return endpoint.disclosesPatientData || endpoint.permission.startsWith('user:') ? 1 : null
  if (status >= 400) return 0
  const items = (body as { items?: unknown[] } | null)?.items
  // An empty list may tell nothing of anybody.
  if (endpoint.disclosesPatientData) return items?.length === 0 ? null : 1
  return endpoint.permission.startsWith('user:') ? 1 : null
}

/** The same numbers for the same seed. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Asked {
  endpoint: EndpointSpec
  sent: Sent<EndpointSpec> & { as?: Person | null }
}

/** Does so many things at random, as people of all roles and as strangers, and says what came of each. */
export async function watchDeeds(count: number, seed: number): Promise<{ seen: Seen[]; patients: PatientPerson[] }> {
  const server = createHttpServer(createApp({ requestsPerMinute: 0 })).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const random = chance(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  try {
    const [people, account, ...casts] = await Promise.all([oneOfEach(), signedUp(), aCast(url), aCast(url)])
    const patients = casts.map(({ patient }) => patient)
    const roles = Object.keys(people) as Role[]

    async function telled(): Promise<Asked> {
      const endpoint = pick(telling)
      const { admin, requests } = pick(casts)
      const sent = { as: admin, ...(await requests[named(endpoint)]!()) } as Asked['sent']
      const dice = random()
      if (dice < 0.3) sent.as = people[pick(roles)]
      else if (dice < 0.35) sent.as = null
      else if (dice < 0.4 && sent.params) sent.params = { ...sent.params, id: randomUUID() }
      return { endpoint, sent }
    }
    const signing = (): Asked => {
      const password = random() < 0.5 ? goodPassword : 'Seven lanterns over the moor'
      return { endpoint: api.auth.login, sent: { as: null, body: { email: account.email, password } as never } }
    }
    const looked = (): Asked => ({ endpoint: pick(plain), sent: { as: random() < 0.15 ? null : people[pick(roles)] } })

    const seen: Seen[] = []
    for (let n = 0; n < count; n++) {
      const dice = random()
      const { endpoint, sent } = dice < 0.65 ? await telled() : dice < 0.72 ? signing() : looked()
      const requestId = randomUUID()
      // An address for each, so that the limits on guessing are not what answers.
      const from = `10.77.${Math.floor(n / 250)}.${n % 250}`
      const reply = await send(url, endpoint, { ...sent, from, headers: { 'X-Request-Id': requestId } })
      const as = sent.as ?? null
      const isTold = ({ lastName, patientId }: PatientPerson) =>
        endpoint.disclosesPatientData &&
        endpoint.path !== wholeLog &&
        reply.status < 300 &&
        (reply.text.includes(lastName) || (endpoint.path.startsWith('/patients/:id') && sent.params?.id === patientId))
      const toldOf = patients.filter(isTold).map(({ patientId }) => patientId)
      seen.push({
        requestId,
        endpoint,
        as,
        status: reply.status,
        toldOf,
        rows: rowsOf(endpoint, as, reply.status, reply.body),
      })
    }
    return { seen, patients }
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** A patient whose name turns up nowhere else, with a doctor and an administrator. */
async function aCast(url: string) {
  const sentinel = `Zphi${randomUUID().slice(0, 8)}`
  const [admin, doctor, patient] = await Promise.all([
    anAdmin(),
    aDoctor(),
    aPatient({ firstName: 'Ada', lastName: sentinel }),
  ])
  await inCareOf(doctor, patient)
  return { admin, patient, requests: disclosing({ url, admin, doctor, patient, sentinel: 'Heard at the desk' }) }
}

/** What the log has of these requests, as somebody sees it who owns the database. */
export async function tracesOf(seen: readonly Seen[]): Promise<Map<string, Trace[]>> {
  const rows = await look<Trace>(
    `SELECT request_id AS "requestId", id, recorded, outcome, actor_id AS "actorId", actor_role AS "actorRole",
            session_id AS "sessionId", client_address AS "clientAddress", purpose, patient_ids AS "patientIds"
       FROM audit_events WHERE request_id = ANY ($1) ORDER BY seq`,
    [seen.map(({ requestId }) => requestId)],
  )
  return Map.groupBy(rows, ({ requestId }) => requestId)
}
