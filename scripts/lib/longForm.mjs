import { spawnSync } from 'node:child_process'
import { inRoot, packageBin } from './paths.mjs'

/** Runs the tests of a configuration of vitest in their long form, which `npm test` has no time for. */
export function runLongForm(config, env = {}, args = process.argv.slice(2)) {
  const vitest = [packageBin('vitest', 'vitest', 'backend'), 'run', '--config', config]
  const done = spawnSync(process.execPath, [...vitest, ...args], {
    cwd: inRoot('backend'),
    stdio: 'inherit',
    env: { CLUSTER_LONG: '1', ...env, ...process.env },
  })
  process.exitCode = done.status ?? 1
}
