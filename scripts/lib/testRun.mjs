import { stripVTControlCharacters } from 'node:util'
import { add } from './checks.mjs'
import { bold, dim, green, red, say, seconds, showFailure, yellow } from './ui.mjs'

/**
 * Runs one kind of test after the other, all of them whatever happens, and ends with a table, what failed (of a long run
 * often nothing but the end is kept) and, as the very last line, `N passed, M failed`. A kind that breaks, or that ran nothing, has failed.
 */
export async function runKinds(kinds, signal = undefined) {
  const rows = []
  // The first begins at once anyway.
  beginAll(Object.values(kinds).slice(1))
  for (const { title, run } of Object.values(kinds)) {
    if (signal?.aborted) break
    const since = Date.now()
    say(bold(`\n── ${title}`))
    const result = await outcomeOf(run)
    const took = result.took ?? seconds(since)
    rows.push({ title, result, took })
    const colour = result.failed ? red : green
    say(colour(`   ${title}: ${result.passed} passed, ${result.failed} failed`) + dim(` in ${took}`))
  }
  summarise(rows)
}

/** Some begin before their turn, and hear when all that began before them is done. What breaks breaks again in its turn. */
function beginAll(kinds) {
  let before = Promise.resolve()
  for (const { begin } of kinds) if (begin) before = Promise.allSettled([before, begin(before)])
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

const MOST_NAMED = 20
const MOST_LINES = 12

function name({ test, message = '' }) {
  say(red(`\n✗ ${test}`))
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => !/node_modules|^ +at (new )?Promise/.test(line))
  for (const line of lines.slice(0, MOST_LINES)) say(`    ${line}`)
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
  const all = (what) => rows.flatMap(({ result }) => result[what] ?? [])
  for (const test of all('unsteady')) say(yellow(`\n~ passed only when tried again: ${test}`))
  for (const failure of all('failures').slice(0, MOST_NAMED)) name(failure)
  if (total.skipped) say(red(`${total.skipped} skipped: nothing here is meant to be.`))
  process.exitCode = total.failed || total.skipped ? 1 : 0
  say(`${total.passed} passed, ${total.failed + total.skipped} failed`)
}
