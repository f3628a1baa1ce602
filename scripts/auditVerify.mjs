/**
 * `npm run audit:verify -- [--from n] [--to n] [--anchors file]… [--json]`, on the embedded database or on the one that
 * DATABASE_BACKUP_URL names; reads only. Ends with 0 when the log is as it was sealed, 1 when not, 2 when that could not be
 * found out. See docs/audit-chain.md.
 */
import { spawnSync } from 'node:child_process'
import { onPinnedNode } from './lib/install.mjs'
import { inRoot } from './lib/paths.mjs'

/** Paths are meant as seen from where the person stands; npm runs scripts from the root. */
const cwd = process.env.INIT_CWD ?? process.cwd()

function run(env = {}) {
  const script = inRoot('backend', 'src', 'auditVerify.ts')
  const options = { cwd, stdio: 'inherit', env: { ...process.env, ...env } }
  process.exitCode = spawnSync(process.execPath, [script, ...process.argv.slice(2)], options).status ?? 2
}

await onPinnedNode(async () => {
  const { loadDotEnv } = await import('./lib/config.mjs')
  loadDotEnv()
  if (process.env.DATABASE_BACKUP_URL || process.argv.includes('--help')) return run()
  const { withDatabase } = await import('./lib/withDatabase.mjs')
  await withDatabase(({ env }) => run(env), { migrate: false })
})
