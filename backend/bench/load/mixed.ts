/** A hospital at work, in one stream: four of five requests read, one writes, by people of four roles. */
import { mix } from '../fill/numbers.ts'
import type { Asker, Deed, Step } from './deeds.ts'
import { type Round, summarize } from './statistics.ts'

export interface Share {
  deed: string
  as: 'admin' | 'receptionist' | 'billing' | 'doctor'
  /** Of a hundred requests. */
  percent: number
  /** Requests that one deed takes. */
  requests: number
}

const reads = (deed: string, as: Share['as'], percent: number): Share => ({ deed, as, percent, requests: 1 })
const writes = (deed: string, as: Share['as'], percent: number, requests = 1): Share => ({
  deed,
  as,
  percent,
  requests,
})

/** 80 read, 20 write. A bill is two requests: the bill, and its payment. */
export const mixture: readonly Share[] = [
  reads('search', 'receptionist', 14),
  reads('read', 'receptionist', 12),
  reads('read', 'admin', 8),
  reads('readInCare', 'doctor', 18),
  reads('slots', 'receptionist', 12),
  reads('calendar', 'doctor', 16),
  writes('create', 'receptionist', 4),
  writes('book', 'receptionist', 8),
  writes('bill', 'billing', 8, 2),
]

/** Which share has the turn with a number; every hundred requests hold each as often as it says, in mixed order. */
export function turnsOf(shares: readonly Share[] = mixture): Share[] {
  const turns = shares.flatMap((share) => Array<Share>(share.percent / share.requests).fill(share))
  return turns
    .map((share, n) => ({ share, order: mix(n, 63) }))
    .sort((a, b) => a.order - b.order)
    .map(({ share }) => share)
}

export interface MixedPart extends Round {
  deed: string
  label: string
  as: Share['as']
}

export interface MixedReport extends Round {
  parts: MixedPart[]
  /** Requests that asked for a change, of all that were answered as they should be. */
  writes: number
  firstError: string | null
}

export interface Mixing {
  deeds: Record<string, Deed>
  /** The next number of a deed, never given out before: what is booked once cannot be booked again. */
  numberOf: (deed: string) => number
  /** Each keeps one request under way. @returns what was answered to whom */
  connections: readonly ((step: Step, as: Asker) => Promise<{ status: number; body: string }>)[]
  seconds: number
}

interface Tally {
  latencies: number[]
  errors: number
}

/** More than these, and what is measured is no hospital at work. */
const MOST_ERRORS = 1000

/** Keeps all connections busy for so long; every request is counted and timed by itself. */
export async function driveMixed({ deeds, numberOf, connections, seconds }: Mixing): Promise<MixedReport> {
  const turns = turnsOf()
  const tallies = new Map<Share, Tally>(mixture.map((share) => [share, { latencies: [], errors: 0 }]))
  const seen = { turn: 0, writes: 0, errors: 0, firstError: null as string | null }
  const begun = performance.now()
  const until = begun + seconds * 1000

  const next = () => {
    const share = turns[seen.turn++ % turns.length]!
    const { as, step } = deeds[share.deed]!.task(numberOf(share.deed))
    return { share, as: share.as === 'doctor' ? as : share.as, step }
  }
  const perform = async (send: Mixing['connections'][number]) => {
    const { share, as, step } = next()
    const tally = tallies.get(share)!
    try {
      for (let current = step; ;) {
        const since = performance.now()
        const { status, body } = await send(current, as)
        if (status !== current.expect)
          throw new Error(`${current.method} ${current.path}: ${status} ${body.slice(0, 300)}`)
        tally.latencies.push(performance.now() - since)
        if (current.method === 'POST') seen.writes++
        if (!current.then) return
        current = current.then(body)
      }
    } catch (error) {
      tally.errors++
      seen.firstError ??= (error as Error).message
      if (++seen.errors > MOST_ERRORS)
        throw new Error(`Too many errors, the first: ${seen.firstError}`, { cause: error })
    }
  }
  await Promise.all(
    connections.map(async (send) => {
      while (performance.now() < until) await perform(send)
    }),
  )
  const took = (performance.now() - begun) / 1000
  return { ...reportOf(tallies, deeds, took), writes: seen.writes, firstError: seen.firstError }
}

function reportOf(tallies: ReadonlyMap<Share, Tally>, deeds: Record<string, Deed>, seconds: number) {
  const all = [...tallies.values()]
  const parts = [...tallies].map(([{ deed, as }, { latencies, errors }]) => ({
    deed,
    as,
    label: deeds[deed]!.label.replace(/ \(.*\)$/, ''),
    ...summarize(latencies, errors, seconds),
  }))
  const errors = all.reduce((sum, tally) => sum + tally.errors, 0)
  return {
    ...summarize(
      all.flatMap(({ latencies }) => latencies),
      errors,
      seconds,
    ),
    parts,
  }
}
