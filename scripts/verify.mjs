// `npm run verify`: what can be known in seconds, without a database or a browser.
import { onPinnedNode } from './lib/install.mjs'

await onPinnedNode(async () => {
  const { runKinds } = await import('./lib/testRun.mjs')
  const { checks } = await import('./lib/checks.mjs')
  process.env.HMS_LINT_CACHE = '1'
  await runKinds(checks)
})
