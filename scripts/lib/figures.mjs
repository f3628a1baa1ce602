/**
 * Figures of the tests: how many forged tokens were accepted, how long the slowest report took. A test records what it
 * counted just before it asserts it; `npm run scorecard` collects them.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Records a figure as one JSON line in the folder FIGURES_DIR; without that variable it does nothing. The same name may be
 * recorded several times (by several tests, or for several cases): the scorecard adds them up or takes the worst.
 * @param {string} name what was counted, e.g. `forged-tokens-accepted`; scripts/lib/scorecard.mjs has the list
 * @param {number} value what came out
 * @param {{ of?: number, unit?: string }} [more] `of`: how many cases were tried; `unit`: e.g. `ms`
 */
export function figure(name, value, more = {}) {
  const folder = process.env.FIGURES_DIR
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  const line = { name, value, ...more, at: new Date().toISOString() }
  // A file for each process, so that lines never mix.
  appendFileSync(join(folder, `${process.pid}.jsonl`), `${JSON.stringify(line)}\n`)
}

/** Everything recorded in a folder. */
export function readFigures(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'))
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}
