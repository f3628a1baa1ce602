/** `npm run compliance`: writes docs/compliance.md anew from docs/compliance/*.yaml and what the tests cover. */
import { onPinnedNode } from './lib/install.mjs'

await onPinnedNode(async () => {
  const { writeFileSync } = await import('node:fs')
  const { complianceReport, readCompliance, reportFile } = await import('./lib/compliance.mjs')
  const compliance = readCompliance()
  writeFileSync(reportFile, complianceReport(compliance))
  for (const problem of compliance.problems) console.error(`  ${problem}`)
  process.exitCode = compliance.problems.length ? 1 : 0
})
