/**
 * `npm run test:cluster -- <what vitest takes>`: several API processes and workers at once, behind HAProxy and PgBouncer,
 * with a streaming replica; processes are killed under load. Minutes; `npm test` has a short form of it.
 *   npm run test:cluster -- tests/cluster/replica.test.ts     one file
 */
import { ensureTools } from './lib/debianTools.mjs'
import { onPinnedNode } from './lib/install.mjs'
import { runLongForm } from './lib/longForm.mjs'

await onPinnedNode(async () => {
  await ensureTools('haproxy', 'pgbouncer')
  runLongForm('vitest.cluster.config.ts')
})
