/** What can be said of the code without running it. Each check resolves with { passed, failed } or fails with hints. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { generateClient } from './build.mjs'
import { findLicenceProblems } from './licences.mjs'
import { findComplianceProblems } from './compliance.mjs'
import { inRoot, packageBin, root } from './paths.mjs'
import { findSecrets } from './secrets.mjs'
import { findStructureProblems } from './structure.mjs'

export const checks = {
  format: {
    title: 'Format (prettier)',
    run: () => check(packageBin('prettier'), ['--check', '--log-level', 'warn', '.']),
  },
  lint: {
    title: 'Lint (eslint)',
    run: () => check(packageBin('eslint'), ['.', '--max-warnings', '0', ...lintCache()]),
  },
  types: { title: 'Types (tsc)', run: checkTypes },
  structure: { title: 'Structure', run: () => report(findStructureProblems()) },
  secrets: { title: 'Secrets', run: () => report(findSecrets()) },
  compliance: { title: 'Compliance', run: () => report(findComplianceProblems()) },
  licences: { title: 'Licences', run: () => report(findLicenceProblems()) },
}

const outcome = (failed) => ({ passed: failed ? 0 : 1, failed: failed ? 1 : 0, skipped: 0 })

function check(script, args, cwd = root) {
  const done = spawnSync(process.execPath, [script, ...args], { cwd, stdio: 'inherit' })
  return outcome(done.status !== 0)
}

/** Only a person who waits for `npm run verify` gets last time's answers for files that did not change. */
function lintCache() {
  if (!process.env.HMS_LINT_CACHE) return []
  return ['--cache', '--cache-strategy', 'content', '--cache-location', 'node_modules/.cache/eslint/']
}

async function checkTypes() {
  await generateClient()
  if (!existsSync(inRoot('frontend', 'next-env.d.ts')))
    check(packageBin('next', 'next', 'frontend'), ['typegen'], inRoot('frontend'))
  const results = ['contract', 'backend', 'frontend'].map((workspace) =>
    check(packageBin('typescript', 'tsc'), ['--noEmit', '--pretty', '--project', inRoot(workspace)]),
  )
  return results.reduce(add)
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
