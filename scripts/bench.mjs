/** `npm run bench` measures (lib/bench.mjs tells how), `npm run bench:fill` fills a database (backend/bench/fill.ts). */
import { spawnSync } from 'node:child_process'
import { onPinnedNode } from './lib/install.mjs'
import { inRoot } from './lib/paths.mjs'

await onPinnedNode(async () => {
  const [first, ...rest] = process.argv.slice(2)
  if (first === 'fill') {
    const script = inRoot('backend', 'bench', 'fill.ts')
    const { status } = spawnSync(process.execPath, [script, ...rest], { stdio: 'inherit', cwd: inRoot('backend') })
    process.exitCode = status ?? 1
    return
  }
  const { bench } = await import('./lib/bench.mjs')
  await bench(process.argv.slice(2))
})
