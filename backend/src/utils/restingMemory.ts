import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const LOOK_MS = 4000
/** Looks in a row that find the process at rest. */
const QUIET_LOOKS = 2
/** Looks from one collection to the next, at least. */
const LOOKS_BETWEEN = 15
/** How much of the time may be work for the process to be at rest: its own timers take a quarter of this. */
const AT_REST = 0.02
/** Fewer bytes than this are not worth the pause. */
const WORTHWHILE = 24 * 2 ** 20

type Collect = (options: { type: 'major'; flavor: 'last-resort' }) => void

/** V8's collector, which it gives only to contexts made while this flag is up. */
function collector(): Collect {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as Collect
  setFlagsFromString('--no-expose-gc')
  return collect
}

/**
 * Has the process give back, when it has come to rest, the memory that its start or a busy hour took. V8 by itself collects
 * thoroughly only when memory runs out, and keeps the 32 MB of room for young objects, which a busy process needs. It costs
 * a pause of a tenth or two of a second when hardly anybody waits, at most once a minute, and only if there is enough to gain.
 */
export function giveMemoryBackAtRest(lookMs = LOOK_MS): void {
  const collect = collector()
  let before = performance.eventLoopUtilization()
  let quiet = 0
  let since = LOOKS_BETWEEN
  let resting = 0
  const look = () => {
    const { utilization } = performance.eventLoopUtilization(before)
    quiet = utilization < AT_REST ? quiet + 1 : 0
    since++
    if (quiet >= QUIET_LOOKS && since >= LOOKS_BETWEEN && process.memoryUsage.rss() > resting + WORTHWHILE) {
      collect({ type: 'major', flavor: 'last-resort' })
      resting = process.memoryUsage.rss()
      since = 0
    }
    before = performance.eventLoopUtilization()
  }
  setInterval(look, lookMs).unref()
}
