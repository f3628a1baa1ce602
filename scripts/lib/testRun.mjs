import { add } from './checks.mjs'
import { bold, dim, green, red, say, seconds, showFailure } from './ui.mjs'

/**
 * Runs one kind of test after the other, all of them whatever happens, and ends with a table and, as the very last line,
 * `N passed, M failed`. A kind that breaks, or that ran nothing, has failed.
 */
export async function runKinds(kinds, signal = undefined) {
  const rows = []
  // What breaks here breaks again when its turn comes, and is told then.
  for (const { begin } of Object.values(kinds)) begin?.().catch(() => {})
  for (const { title, run } of Object.values(kinds)) {
    if (signal?.aborted) break
    const since = Date.now()
    say(bold(`\n── ${title}`))
    const result = await outcomeOf(run)
    rows.push({ title, result, took: seconds(since) })
    const colour = result.failed ? red : green
    say(colour(`   ${title}: ${result.passed} passed, ${result.failed} failed`) + dim(` in ${seconds(since)}`))
  }
  summarise(rows)
}

async function outcomeOf(run) {
  try {
    const result = await run()
    const nothing = result.passed + result.failed === 0
    if (nothing) console.error(red('   Nothing was tested.'))
    return nothing ? { ...result, failed: 1 } : result
  } catch (error) {
    showFailure(error)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

function summarise(rows) {
  const total = rows.map(({ result }) => result).reduce(add, { passed: 0, failed: 0, skipped: 0 })
  const width = Math.max(...rows.map(({ title }) => title.length))
  say(bold('\n── Summary'))
  say(dim(`${''.padEnd(width)}  passed  failed  skipped  time`))
  for (const { title, result, took } of rows) {
    const numbers = [result.passed, result.failed, result.skipped].map((count) => String(count).padStart(6))
    say((result.failed ? red : String)(`${title.padEnd(width)}  ${numbers.join('  ')}   ${took}`))
  }
  if (total.skipped) say(red(`${total.skipped} skipped: nothing here is meant to be.`))
  process.exitCode = total.failed || total.skipped ? 1 : 0
  say(`${total.passed} passed, ${total.failed + total.skipped} failed`)
}
