/**
 * `npm run keys:status` and `keys:rotate`, on the embedded database or on the one that DATABASE_URL names, whether HMS is
 * running or not. See docs/keys.md.
 */
import { spawnSync } from 'node:child_process'
import { onPinnedNode } from './lib/install.mjs'
import { inRoot } from './lib/paths.mjs'

function run(env = {}) {
  const script = inRoot('backend', 'src', 'keys.ts')
  const options = { stdio: 'inherit', env: { ...process.env, LOG_LEVEL: 'warn', ...env } }
  process.exitCode = spawnSync(process.execPath, [script, ...process.argv.slice(2)], options).status ?? 1
}

await onPinnedNode(async () => {
  const { loadDotEnv } = await import('./lib/config.mjs')
  const { generateClient } = await import('./lib/build.mjs')
  loadDotEnv()
  if (process.argv.includes('--help')) return run()
  await generateClient()
  const { withDatabase } = await import('./lib/withDatabase.mjs')
  await withDatabase(({ env }) => run(env), { migrate: false })
})
