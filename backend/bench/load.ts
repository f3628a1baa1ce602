/**
 * The process that asks. It is told over IPC what to ask whom, keeps so many connections busy for so long, and tells how
 * it went. Targets: `api`, `floor` (both over HTTP) and `raw` (the floor's transactions from here, without HTTP).
 */
import { KeyRing } from '../src/config/keys.ts'
import { readEnv } from '../src/config/env.ts'
import { Askers } from './load/askers.ts'
import { type Asker, type Deed, makeDeeds, type Step } from './load/deeds.ts'
import { HttpConnection } from './load/httpConnection.ts'
import { driveMixed, type MixedReport } from './load/mixed.ts'
import { RawConnection } from './load/rawConnection.ts'
import { type Round, summarize } from './load/statistics.ts'
import { readWorld, type World } from './load/world.ts'

export type Target = 'api' | 'floor' | 'raw'

export interface Setup {
  connections: number
  ports: { api: number; floor: number }
  /** For the sample; a superuser's. */
  adminUrl: string
  /** For raw transactions; the application's role. */
  appUrl: string
}

export interface RoundOrder {
  target: Target
  deed: string
  warmupSeconds: number
  seconds: number
}

export interface RoundReport extends Round {
  firstError: string | null
  /** Of replies that are lists: how many were not empty. */
  found: number
  /** Processor time of this process, in microseconds. */
  ownCpu: number
}

interface Connection {
  perform(step: Step, as: string | null): Promise<{ status: number; body: string }>
  close(): void
}

class OverHttp implements Connection {
  readonly #http: HttpConnection
  constructor(port: number) {
    this.#http = new HttpConnection(port)
  }
  async perform(step: Step, token: string | null) {
    const { status, body } = await this.#http.request(step.method, step.path, token, step.body)
    return { status, body: body.toString('latin1') }
  }
  close() {
    this.#http.close()
  }
}

class Load {
  readonly #setup: Setup
  readonly #deeds: Record<string, Deed>
  readonly #askers: Askers
  readonly #ring: KeyRing
  readonly #next = new Map<string, number>()

  constructor(setup: Setup, world: World) {
    this.#setup = setup
    this.#deeds = makeDeeds(world)
    this.#askers = new Askers(setup.ports.api, world)
    this.#ring = new KeyRing(readEnv({ DATABASE_URL: setup.appUrl, HMS_KEYS: process.env.HMS_KEYS }).keys)
  }

  async run({ target, deed, warmupSeconds, seconds }: RoundOrder): Promise<RoundReport> {
    await this.#askers.signIn()
    const connections = await Promise.all(Array.from({ length: this.#setup.connections }, () => this.#connect(target)))
    try {
      if (warmupSeconds > 0) await this.#drive(connections, deed, warmupSeconds)
      return await this.#drive(connections, deed, seconds)
    } finally {
      for (const connection of connections) connection.close()
    }
  }

  /** Everything at once, as it is in a hospital, asked of the API by people of several roles. */
  async runMixed(seconds: number): Promise<MixedReport> {
    await this.#askers.signIn()
    const finish = this.#askers.keepFresh()
    const open = await Promise.all(Array.from({ length: this.#setup.connections }, () => this.#connect('api')))
    const connections = open.map((each) => (step: Step, as: Asker) => each.perform(step, this.#askers.tokenOf(as)))
    try {
      const numberOf = (deed: string) => this.#number(deed)
      return await driveMixed({ deeds: this.#deeds, numberOf, connections, seconds })
    } finally {
      for (const connection of open) connection.close()
      finish()
    }
  }

  async #connect(target: Target): Promise<Connection> {
    if (target === 'raw') return RawConnection.open(this.#setup.appUrl, this.#ring)
    return new OverHttp(this.#setup.ports[target])
  }

  async #drive(connections: readonly Connection[], name: string, seconds: number): Promise<RoundReport> {
    const deed = this.#deeds[name]!
    const tally = { latencies: [] as number[], errors: 0, found: 0, firstError: null as string | null }
    const cpu = process.cpuUsage()
    const begun = performance.now()
    const until = begun + seconds * 1000
    const busy = async (connection: Connection) => {
      while (performance.now() < until) {
        const since = performance.now()
        try {
          if (await this.#perform(connection, deed, this.#number(name))) tally.found++
          tally.latencies.push(performance.now() - since)
        } catch (error) {
          tally.errors++
          tally.firstError ??= (error as Error).message
          if (tally.errors > 1000) throw new Error(`Too many errors, the first: ${tally.firstError}`, { cause: error })
        }
      }
    }
    await Promise.all(connections.map(busy))
    const { user, system } = process.cpuUsage(cpu)
    const { latencies, ...rest } = tally
    return { ...summarize(latencies, tally.errors, (performance.now() - begun) / 1000), ...rest, ownCpu: user + system }
  }

  #number(name: string): number {
    const number = this.#next.get(name) ?? 0
    this.#next.set(name, number + 1)
    return number
  }

  /** @returns whether the last reply was more than an empty list. @throws on any status but the expected one */
  async #perform(connection: Connection, deed: Deed, number: number): Promise<boolean> {
    const { as, step } = deed.task(number)
    const token = this.#askers.tokenOf(as)
    for (let current = step; ;) {
      const { status, body } = await connection.perform(current, token)
      if (status !== current.expect)
        throw new Error(`${current.method} ${current.path}: ${status} ${body.slice(0, 300)}`)
      if (!current.then) return !body.startsWith('{"items":[]')
      current = current.then(body)
    }
  }
}

let load: Load | undefined

// Orders come over this channel: it keeps the process alive, whatever was loaded before.
process.channel?.ref()

process.on('message', (message: { id: number; setup?: Setup; order?: RoundOrder; mixedSeconds?: number }) => {
  void (async () => {
    try {
      if (message.setup) {
        const world = await readWorld(message.setup.adminUrl)
        load = new Load(message.setup, world)
        const { patientCount, visitCount } = world
        process.send!({ id: message.id, result: { patientCount, visitCount } })
      } else if (message.order) process.send!({ id: message.id, result: await load!.run(message.order) })
      else if (message.mixedSeconds !== undefined)
        process.send!({ id: message.id, result: await load!.runMixed(message.mixedSeconds) })
    } catch (error) {
      process.send!({ id: message.id, error: (error as Error).message })
    }
  })()
})
