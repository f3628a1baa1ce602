/**
 * `npm run import -- <folder>`: FHIR R4 files become patients, doctors and visits; see backend/src/import.ts. Works beside
 * a running hospital, and on one that is not running.
 */
import { onPinnedNode } from './lib/install.mjs'

await onPinnedNode(async () => {
  const { runImport } = await import('./lib/import.mjs')
  process.exitCode = await runImport(process.argv.slice(2))
})
