import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const module = new URL('./restingMemory.ts', import.meta.url).href

/** A process that has had 80 MB of objects: the megabytes that it still takes two seconds later. */
async function megabytesLater(meanwhile: string): Promise<number> {
  const script = `
    const { giveMemoryBackAtRest } = await import('${module}')
    let held = Array.from({ length: 800_000 }, (_, n) => ({ n, text: 'object ' + n }))
    const full = process.memoryUsage.rss()
    if (full < 100 * 2 ** 20) throw new Error('the objects took no room')
    held = null
    giveMemoryBackAtRest(100)
    ${meanwhile}
    setTimeout(() => { console.log((process.memoryUsage.rss() - full) / 2 ** 20); process.exit() }, 2000)`
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { timeout: 15_000 })
  return Number(stdout)
}

it('gives back at rest what a busy process took', async () => {
  expect(await megabytesLater('')).toBeLessThan(-40)
})

it('does not pause a process that is at work', async () => {
  const work = 'setInterval(() => { const end = performance.now() + 5; while (performance.now() < end); }, 10)'
  expect(await megabytesLater(work)).toBeGreaterThan(-40)
})
