/**
 * `npm run test:cluster -- <what vitest takes>`: several API processes and workers at once, behind HAProxy and PgBouncer,
 * with a streaming replica; processes are killed under load. Minutes; `npm test` has a short form of it.
 *   npm run test:cluster -- tests/cluster/replica.test.ts     one file
 */
import { spawnSync } from 'node:child_process'
import { ensureTools } from './lib/debianTools.mjs'
import { onPinnedNode } from './lib/install.mjs'
import { inRoot, packageBin } from './lib/paths.mjs'

await onPinnedNode(async () => {
  await ensureTools('haproxy', 'pgbouncer')
  const vitest = [packageBin('vitest', 'vitest', 'backend'), 'run', '--config', 'vitest.cluster.config.ts']
  const env = { CLUSTER_LONG: '1', ...process.env }
  const done = spawnSync(process.execPath, [...vitest, ...process.argv.slice(2)], {
    cwd: inRoot('backend'),
    stdio: 'inherit',
    env,
  })
  process.exitCode = done.status ?? 1
})
