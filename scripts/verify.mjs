/**
 * `npm run verify`: what can be known in seconds, without a database or a browser.
 *   npm run verify -- secrets licences     only these
 */
import { onPinnedNode } from './lib/install.mjs'

await onPinnedNode(async () => {
  const { runKinds } = await import('./lib/testRun.mjs')
  const { checks } = await import('./lib/checks.mjs')
  process.env.HMS_LINT_CACHE = '1'
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((name) => !Object.hasOwn(checks, name))
  if (unknown.length > 0)
    throw new Error(`There is no check ${unknown.join()}; there are ${Object.keys(checks).join(', ')}.`)
  const named = Object.entries(checks).filter(([name]) => wanted.length === 0 || wanted.includes(name))
  await runKinds(Object.fromEntries(named))
})
