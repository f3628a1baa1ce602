/**
 * `npm run test:api -- <what vitest takes>`: unit and API tests alone, on the shared test server.
 *   npm run test:api -- tests/patients.test.ts     one file
 *   npm run test:api -- --keep                     leave the server running afterwards, so that the next run starts at once
 *   npm run test:api -- --stop                     stop a server that was kept
 * TEST_DATABASE=name keeps the run's database under that name, to look into it afterwards.
 */
import { spawnSync } from 'node:child_process'
import { inRoot, packageBin } from './lib/paths.mjs'
import { onPinnedNode } from './lib/install.mjs'
import { stopTestServer } from './lib/testServer.mjs'

await onPinnedNode(async () => {
  const args = process.argv.slice(2)
  if (args.includes('--stop')) return stopTestServer()
  const env = { ...process.env, ...(args.includes('--keep') ? { HMS_TEST_KEEP: '1' } : {}) }
  const vitest = [packageBin('vitest', 'vitest', 'backend'), 'run', ...args.filter((arg) => arg !== '--keep')]
  const done = spawnSync(process.execPath, vitest, { cwd: inRoot('backend'), stdio: 'inherit', env })
  process.exitCode = done.status ?? 1
})
