/**
 * `npm run test:faults -- <what vitest takes>`: processes are killed, the network is cut, the disk fills, all under load.
 * Minutes; `npm test` has a short form of it.
 *   npm run test:faults -- tests/faults/disk.test.ts     one file
 *   CLUSTER_LONG=0 npm run test:faults                   the short form
 */
import { ensureTools } from './lib/debianTools.mjs'
import { onPinnedNode } from './lib/install.mjs'
import { runLongForm } from './lib/longForm.mjs'
import { inRoot } from './lib/paths.mjs'

await onPinnedNode(async () => {
  await ensureTools('age', 'zstd')
  runLongForm('vitest.faults.config.ts', { CLUSTER_DATA_DIR: inRoot('.data-test-faults') })
})
