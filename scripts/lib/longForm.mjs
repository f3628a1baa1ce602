import { spawnSync } from 'node:child_process'
import { inRoot, packageBin } from './paths.mjs'

/** Runs the tests of a configuration of vitest in their long form, which `npm test` has no time for. */
export function runLongForm(config, env = {}) {
  const vitest = [packageBin('vitest', 'vitest', 'backend'), 'run', '--config', config]
  const done = spawnSync(process.execPath, [...vitest, ...process.argv.slice(2)], {
    cwd: inRoot('backend'),
    stdio: 'inherit',
    env: { ...env, CLUSTER_LONG: '1', ...process.env },
  })
  process.exitCode = done.status ?? 1
}
