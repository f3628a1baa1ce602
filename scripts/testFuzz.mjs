/**
 * `npm run test:fuzz`: every operation of the API with 200 requests that its contract allows, 200 that it does not, and
 * 60 statements hidden in every text. Minutes; `npm test` has a short form of it.
 *   FUZZ_SEED=42 npm run test:fuzz     the same requests again, after a failure has told its seed
 */
import { spawnSync } from 'node:child_process'
import { onPinnedNode } from './lib/install.mjs'
import { inRoot, packageBin } from './lib/paths.mjs'

await onPinnedNode(async () => {
  const vitest = [packageBin('vitest', 'vitest', 'backend'), 'run', 'tests/fuzz.test.ts', ...process.argv.slice(2)]
  const env = { FUZZ_RUNS: '200', FUZZ_PAYLOADS: '60', ...process.env }
  const done = spawnSync(process.execPath, vitest, { cwd: inRoot('backend'), stdio: 'inherit', env })
  process.exitCode = done.status ?? 1
})
