/**
 * `npm start`: from a fresh clone, or from yesterday's stop, to a running hospital. Plain Node 20 up to the point where
 * the packages are there; see lib/hospital.mjs for what happens then.
 */
import { onPinnedNode } from './lib/install.mjs'

const since = Number((process.env.HMS_STARTED_AT ??= String(Date.now())))

await onPinnedNode(async () => {
  const { runHospital } = await import('./lib/hospital.mjs')
  await runHospital({ dev: process.argv.includes('--dev'), since })
})
