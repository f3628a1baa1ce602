import { BENCH_PASSWORD, clerkEmail, clerks } from '../fill/staff.ts'
import type { Asker } from './deeds.ts'
import { HttpConnection } from './httpConnection.ts'
import type { World } from './world.ts'

/** Access tokens live ten minutes; a round never outlives one that is at most this old. */
const FRESH_MS = 4 * 60_000
const RENEW_MS = 30_000

/** Real sign-ins at the API, of everybody who asks for something. */
export class Askers {
  readonly #port: number
  readonly #world: World
  #tokens = new Map<Asker, string>()
  #since = -Infinity

  constructor(port: number, world: World) {
    this.#port = port
    this.#world = world
  }

  tokenOf(asker: Asker): string | null {
    return this.#tokens.get(asker) ?? null
  }

  /** Signs everybody in again before their tokens end, until the returned function is called. @throws then what went wrong */
  keepFresh(): () => void {
    let failure: Error | null = null
    const timer = setInterval(() => void this.signIn().catch((error: Error) => (failure ??= error)), RENEW_MS)
    return () => {
      clearInterval(timer)
      if (failure) throw failure
    }
  }

  /** Signs everybody in, unless that has just been done. */
  async signIn(): Promise<void> {
    if (performance.now() - this.#since < FRESH_MS) return
    const connection = new HttpConnection(this.#port)
    const fresh = new Map<Asker, string>()
    const people: [Asker, string][] = [
      ['admin', this.#world.adminEmail],
      ...clerks.map((role): [Asker, string] => [role, clerkEmail(role)]),
      ...this.#world.doctors.map(({ email }, n): [Asker, string] => [n, email]),
    ]
    for (const [asker, email] of people) {
      const reply = await connection.request('POST', '/api/auth/login', null, { email, password: BENCH_PASSWORD })
      if (reply.status !== 200) throw new Error(`${email} could not sign in: ${reply.status} ${reply.body.toString()}`)
      fresh.set(asker, (JSON.parse(reply.body.toString()) as { accessToken: string }).accessToken)
    }
    connection.close()
    this.#tokens = fresh
    this.#since = performance.now()
  }
}
