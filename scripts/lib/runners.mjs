/** The test runners, each on its own stage, with counts from their JSON reports. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { inRoot, packageBin, root } from './paths.mjs'
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

/**
 * A test that passed only when tried again is named: it tells of a race, in the test or in the product. So is each that
 * failed, with what it says.
 */
function countJest({ numPassedTests, numFailedTests, numPendingTests, numTodoTests = 0, testResults }) {
  const failures = testResults.flatMap(failuresOfFile)
  const unsteady = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length)
    .map(({ fullName }) => fullName)
  const failed = Math.max(numFailedTests, failures.length)
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests, failures, unsteady }
}

function failuresOfFile({ name, status, message, assertionResults }) {
  const failures = assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({ test: fullName, message: failureMessages[0] }))
  return failures.length || status !== 'failed' ? failures : [{ test: relative(root, name), message }]
}

function countPlaywright({ stats, suites, errors }) {
  const { expected, flaky, unexpected, skipped } = stats
  const specs = specsOf(suites)
  const ended = (as) => specs.filter(({ tests }) => tests.some(({ status }) => status === as))
  const failures = ended('unexpected').map(({ title, tests }) => ({
    test: title,
    message: tests.flatMap(({ results }) => results).findLast(({ error }) => error)?.error.message,
  }))
  const outside = errors.map(({ message }) => ({ test: 'Outside of any test', message }))
  const unsteady = ended('flaky').map(({ title }) => title)
  return { passed: expected + flaky, failed: unexpected, skipped, failures: [...failures, ...outside], unsteady }
}

const specsOf = (suites = []) => suites.flatMap(({ specs = [], suites: inner }) => [...specs, ...specsOf(inner)])
