/** @jest-environment node */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { twMerge } from 'tailwind-merge'
import { cn } from './utils'

const root = path.join(__dirname, '..')

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) return filesUnder(file)
    return /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.') ? [file] : []
  })
}

const isClassList = (text: string) => / /.test(text) && /^[^'"<>{};]+$/.test(text) && /(^|\s)[a-z-]+(-|:)/.test(text)

/** Every string that may be a list of classes: too many is no harm here. */
function classLists(folder: string): string[] {
  const strings = filesUnder(path.join(root, folder)).flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/'([^'\n]+)'|"([^"\n]+)"/g),
  ])
  return [...new Set(strings.map((match) => match[1] ?? match[2] ?? '').filter(isClassList))]
}

describe('joining classes', () => {
  it('lets the later of two that say the same win', () => {
    expect(cn('px-4 text-sm hover:bg-accent', 'p-2 text-lg text-danger', false, 'hover:bg-muted')).toBe(
      'p-2 text-lg text-danger hover:bg-muted',
    )
  })

  it('agrees with the full table of tailwind-merge on every pair that our components can meet', () => {
    const bases = classLists('components/ui')
    const all = classLists('components')
    expect(all.length).toBeGreaterThan(300)
    const differing: string[] = []
    for (const base of bases) {
      for (const given of all) {
        if (base !== given && cn(base, given) !== twMerge(base, given)) differing.push(`${base} + ${given}`)
      }
    }
    expect(differing).toEqual([])
  })
})
