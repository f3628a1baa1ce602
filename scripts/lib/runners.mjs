/** The test runners, each on its own stage, with counts from their JSON reports. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inRoot, packageBin } from './paths.mjs'
import { endProcess, identify } from './processes.mjs'
import { Failure } from './ui.mjs'

/** Tests of the back end; `env` holds the test database where `config` does not bring one. */
export function runVitest({ report, config = 'vitest.config.ts', env, signal, args = [] }) {
  const script = packageBin('vitest', 'vitest', 'backend')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return runner({
    script,
    args: ['run', '--config', config, ...reporters, ...args],
    cwd: 'backend',
    env,
    report,
    signal,
    count: countJest,
  })
}

/** Component tests. */
export function runJest({ report, signal, args = [] }) {
  const script = packageBin('jest', 'jest', 'frontend')
  const more = ['--json', `--outputFile=${report}`, '--maxWorkers=2', ...args]
  return runner({ script, args: more, cwd: 'frontend', quiet: true, report, signal, count: countJest })
}

/** Journeys in a browser; `env` holds the address of the running hospital and the browser. */
export function runPlaywright({ report, env, signal, args = [] }) {
  const script = packageBin('@playwright/test', 'playwright', 'frontend')
  const all = { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  const more = ['test', '--reporter=list,json', ...args]
  return runner({ script, args: more, cwd: 'frontend', env: all, report, signal, count: countPlaywright })
}

async function runner({ script, args, cwd, env = {}, report, signal, count, quiet = false }) {
  mkdirSync(dirname(report), { recursive: true })
  rmSync(report, { force: true })
  const child = spawn(process.execPath, [script, ...args], {
    cwd: inRoot(cwd),
    env: { ...process.env, ...env },
    // Jest prints its JSON unless it goes to a file; what people read comes on the other stream.
    stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  })
  const known = identify(child.pid)
  const end = () => endProcess(known, { group: true })
  signal?.addEventListener('abort', end, { once: true })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  signal?.removeEventListener('abort', end)
  if (!existsSync(report)) throw new Failure(`${join(cwd, 'tests')} brought no report (exit code ${code}).`)
  const result = count(JSON.parse(readFileSync(report, 'utf8')))
  // A file that does not load has no failed test in it, and yet failed.
  return code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result
}

function countJest(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  }
}

/** A test that passed when tried again is named: it tells of a race, in the test or in the product. */
function countPlaywright({ stats, suites }) {
  const { expected, flaky, unexpected, skipped } = stats
  if (flaky > 0) console.log(`\nPassed only when tried again: ${namesOfFlaky(suites).join('; ')}`)
  return { passed: expected + flaky, failed: unexpected, skipped }
}

const namesOfFlaky = (suites = []) =>
  suites.flatMap(({ specs = [], suites: inner }) => [
    ...specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map(({ title }) => title),
    ...namesOfFlaky(inner),
  ])
