/**
 * `npm run classification`: writes the tables of docs/data-classification.md anew, from
 * backend/src/models/dataClassification.ts. A test fails while the two differ.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { onPinnedNode } from './lib/install.mjs'
import { inRoot } from './lib/paths.mjs'

await onPinnedNode(async () => {
  const { classificationText } = await import('../backend/tests/support/classificationTable.ts')
  const prettier = await import('prettier')
  const path = inRoot('docs', 'data-classification.md')
  const [head] = readFileSync(path, 'utf8').split(/^### /m)
  const options = { ...(await prettier.resolveConfig(path)), filepath: path }
  writeFileSync(path, await prettier.format(`${head}${classificationText()}\n`, options))
})
