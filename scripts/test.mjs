/**
 * `npm test`: everything that is checked, from a fresh clone on. For developers:
 *   npm test -- --only=api,browser          some kinds (format, lint, types, structure, api, cluster, components, browser)
 *   npm test -- --only=api tests/auth.test.ts    what follows goes to the runner
 */
import { onPinnedNode } from './lib/install.mjs'

await onPinnedNode(async () => {
  const { runTests } = await import('./lib/fullTest.mjs')
  await runTests(process.argv.slice(2))
})
