/** Work that nobody waits for yet, beside what does not keep all cores busy: tests that wait for a process, a lock or a page. */
import { writeFileSync } from 'node:fs'
import { availableParallelism, constants, setPriority } from 'node:os'

const waiting = []
let running = 0

/** Does the work when its turn comes: in the order of the calls, as many at a time as there are cores. */
export function inTurn(work) {
  return new Promise((resolve, reject) => {
    waiting.push(() => work().then(resolve, reject))
    goOn()
  })
}

function goOn() {
  while (running < availableParallelism() && waiting.length > 0) {
    running++
    waiting
      .shift()()
      .finally(() => {
        running--
        goOn()
      })
  }
}

/** Lets everything else go before a process that has just been started as the first of its session, and before its children. */
export function giveWay(pid) {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
    // Linux may weigh whole sessions against each other, and only within them processes: sched(7), “The autogroup feature”.
    if (process.platform === 'linux') writeFileSync(`/proc/${pid}/autogroup`, '10')
  } catch {
    // It has ended already, or the system knows no such thing: it goes beside the others as their equal.
  }
}
