// `npm run import -- <folder>`: FHIR R4 bundles into the hospital's database, running or not.
import { spawnSync } from 'node:child_process'
import { onPinnedNode } from './lib/install.mjs'
import { inRoot } from './lib/paths.mjs'

await onPinnedNode(async () => {
  const { generateClient } = await import('./lib/build.mjs')
  const { withDatabase } = await import('./lib/withDatabase.mjs')
  const args = process.argv.slice(2)
  await generateClient()
  const run = (env = {}) => {
    // Folders are named as seen from where the person stands; npm runs scripts from the root.
    const cwd = process.env.INIT_CWD ?? process.cwd()
    const script = inRoot('backend', 'src', 'import.ts')
    const done = spawnSync(process.execPath, [script, ...args], {
      cwd,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    })
    process.exitCode = done.status ?? 1
  }
  if (args.length === 0 || args.includes('--help')) run()
  else await withDatabase(({ env }) => run({ LOG_LEVEL: 'warn', ...env }))
})
