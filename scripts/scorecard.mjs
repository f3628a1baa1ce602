/**
 * `npm run scorecard`: runs the tests that count, with many more cases than `npm test` has time for, and prints each
 * promise with its figure and its gate; docs/scorecard.md keeps it. Ends with 1 when a figure is outside its gate.
 *   --last      of the last `npm test` or `npm run scorecard`, without running anything
 *   --quick     the tests as `npm test` runs them
 *   --no-write  leaves docs/scorecard.md as it is
 */
import { parseArgs } from 'node:util'
import { onPinnedNode } from './lib/install.mjs'

const { values } = parseArgs({
  options: {
    last: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    'no-write': { type: 'boolean', default: false },
  },
})

/** More cases than `npm test` takes. */
const LONG = { FUZZ_RUNS: '200', FUZZ_PAYLOADS: '60', SAME_ANSWER_PAIRS: '500', CLUSTER_LONG: '1' }

await onPinnedNode(async () => {
  const { spawnSync } = await import('node:child_process')
  const { existsSync, rmSync, writeFileSync } = await import('node:fs')
  const { inRoot, root } = await import('./lib/paths.mjs')
  const { countOf, scorecard, scorecardReport } = await import('./lib/scorecard.mjs')
  const { bold, green, red, say } = await import('./lib/ui.mjs')
  const folder = process.env.FIGURES_DIR ?? inRoot('.data-test-run', 'figures')
  if (!values.last) {
    const env = { ...process.env, ...(values.quick ? {} : LONG), FIGURES_DIR: folder }
    rmSync(folder, { recursive: true, force: true })
    // What fails shows in its figure, or as one that is missing.
    const tests = [inRoot('scripts', 'test.mjs'), '--only=api,cluster,faults,browser']
    spawnSync(process.execPath, tests, { cwd: root, env, stdio: 'inherit' })
  }
  if (!existsSync(folder)) throw new Error(`Nothing was counted yet: there is no ${folder}. Run npm test first.`)
  const rows = scorecard(folder)
  const width = (key) => Math.max(...rows.map((row) => (key === 'shown' && row.state === 'left' ? 0 : row[key].length)))
  const paint = { fail: red, pass: green }
  say(bold('\n── Scorecard'))
  for (const row of rows) {
    const cells = ['id', 'name', 'gate'].map((key) => row[key].padEnd(width(key)))
    say(`${cells.join('  ')}  ${row.shown.padEnd(width('shown'))}  ${(paint[row.state] ?? String)(row.state)}`)
  }
  const count = countOf(rows)
  say(
    `\n${count.pass ?? 0} pass, ${count.fail ?? 0} fail, ${count.missing ?? 0} not recorded, ${count.left ?? 0} do not apply`,
  )
  const how = values.last ? 'as it was recorded last' : values.quick ? 'as npm test runs them' : 'long form'
  const when = new Date().toISOString().slice(0, 10)
  if (!values['no-write']) writeFileSync(inRoot('docs', 'scorecard.md'), scorecardReport(rows, { when, how }))
  if (count.fail) process.exitCode = 1
})
