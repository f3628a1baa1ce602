/** What can be said of the code without running it. Each check resolves with { passed, failed } or fails with hints. */
import { existsSync } from 'node:fs'
import { inTurn } from './beside.mjs'
import { generateClient, runToEnd } from './build.mjs'
import { findLicenceProblems } from './licences.mjs'
import { findComplianceProblems } from './compliance.mjs'
import { inRoot, packageBin, root } from './paths.mjs'
import { findSecrets } from './secrets.mjs'
import { findStructureProblems } from './structure.mjs'
import { seconds } from './ui.mjs'

/** A check that takes long: begun before its turn, so that all cores work; its words are shown when its turn comes. */
function beside(title, work) {
  let begun
  const begin = () => (begun ??= inTurn(() => timed(work)))
  return {
    title,
    begin,
    run: async () => {
      const { output, ...result } = await begin()
      if (output.trim()) console.log(output.trimEnd())
      return result
    },
  }
}

async function timed(work) {
  const since = Date.now()
  const result = await work()
  return { ...result, took: seconds(since) }
}

export const checks = {
  format: beside('Format (prettier)', () => check(packageBin('prettier'), ['--check', '--log-level', 'warn', '.'])),
  lint: beside('Lint (eslint)', () => check(packageBin('eslint'), ['.', '--max-warnings', '0', ...lintCache()])),
  types: beside('Types (tsc)', checkTypes),
  unused: beside('Unused files, exports and packages (knip)', () => check(packageBin('knip'), [])),
  structure: { title: 'Structure', run: () => report(findStructureProblems()) },
  secrets: { title: 'Secrets', run: () => report(findSecrets()) },
  compliance: { title: 'Compliance', run: () => report(findComplianceProblems()) },
  licences: { title: 'Licences', run: () => report(findLicenceProblems()) },
}

const outcome = (failed) => ({ passed: failed ? 0 : 1, failed: failed ? 1 : 0, skipped: 0 })

/** Runs a tool; what it says is kept. */
async function check(script, args, cwd = root) {
  const { code, output } = await runToEnd([script, ...args], { cwd, behind: true })
  return { ...outcome(code !== 0), output }
}

/** Only a person who waits for `npm run verify` gets last time's answers for files that did not change. */
function lintCache() {
  if (!process.env.HMS_LINT_CACHE) return []
  return ['--cache', '--cache-strategy', 'content', '--cache-location', 'node_modules/.cache/eslint/']
}

async function checkTypes() {
  await generateClient()
  if (!existsSync(inRoot('frontend', 'next-env.d.ts')))
    await check(packageBin('next', 'next', 'frontend'), ['typegen'], inRoot('frontend'))
  const results = []
  for (const workspace of ['contract', 'backend', 'frontend'])
    results.push(await check(packageBin('typescript', 'tsc'), ['--noEmit', '--pretty', '--project', inRoot(workspace)]))
  return { ...results.reduce(add), output: results.map(({ output }) => output).join('') }
}

function report(problems) {
  for (const problem of problems) console.error(`  ${problem}`)
  return outcome(problems.length > 0)
}

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})
