import { spawnSync } from 'node:child_process'
import { inRoot, packageBin } from './paths.mjs'
import { stopTestServer } from './testServer.mjs'

/** Unit and API tests on the shared test server. `--keep` leaves it running, `--stop` ends it; vitest gets all other words. */
export async function runApiTests(args) {
  if (args.includes('--stop')) return stopTestServer()
  const env = { ...process.env, ...(args.includes('--keep') ? { HMS_TEST_KEEP: '1' } : {}) }
  const vitest = [packageBin('vitest', 'vitest', 'backend'), 'run', ...args.filter((arg) => arg !== '--keep')]
  const done = spawnSync(process.execPath, vitest, { cwd: inRoot('backend'), stdio: 'inherit', env })
  process.exitCode = done.status ?? 1
}
