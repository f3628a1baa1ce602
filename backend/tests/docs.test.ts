import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { problems } from '@hms/contract/problems'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const documents = globSync('**/*.md', {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|\.data|\.next|artifacts|test-results|playwright-report)(\/|$)/.test(path),
}).sort()

/** Folders whose paths the documents name; what stands in backticks below one of them has to exist. */
const rooted = /^(\.ci|\.github|backend|contract|docs|frontend|scripts)\//
/** `src/app.ts` in prose is meant from one of these. */
const bases = ['', 'backend/', 'backend/src/', 'frontend/', 'contract/']

describe('the documentation', () => {
  it('has a page for every problem, with its status and title', () => {
    for (const [code, { status, title }] of Object.entries(problems)) {
      const page = read(`docs/problems/${code}.md`)
      expect(page).toContain(`# ${code}\n\nStatus ${status}. _${title}_`)
      for (const part of ['**Meaning.**', '**When.**', '**What to do.**']) expect(page).toContain(part)
      expect(read('docs/problems/README.md')).toMatch(
        new RegExp(`\\[${code}\\]\\(${code}\\.md\\) +\\| ${status} +\\| ${title} +\\|`),
      )
    }
    const pages = globSync('*.md', { cwd: join(root, 'docs/problems') }).filter((name) => name !== 'README.md')
    expect(pages.map((name) => name.replace('.md', '')).sort()).toEqual(Object.keys(problems).sort())
  })

  it('has a line for every dependency, and none for what is not used', () => {
    const [, ...sections] = read('docs/dependencies.md').split(/^## /m)
    const manifests = {
      Root: 'package.json',
      contract: 'contract/package.json',
      backend: 'backend/package.json',
      frontend: 'frontend/package.json',
    }
    for (const [heading, manifest] of Object.entries(manifests)) {
      const section = sections.find((text) => text.startsWith(`${heading}\n`)) ?? ''
      const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read(manifest))
      const used = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
      const listed = section
        .split('\n')
        .filter((line) => line.startsWith('| `'))
        .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!))
      expect({ [heading]: listed.sort() }).toEqual({ [heading]: used.sort() })
    }
  })

  it('names only paths that exist', () => {
    const missing = documents.flatMap((document) => {
      const text = read(document).replace(/^```[\s\S]*?^```$|<!--[\s\S]*?-->/gm, '')
      return [...linked(document, text), ...quoted(text)].map((path) => `${document}: ${path}`)
    })
    expect(missing).toEqual([])
  })

  it('lists every decision', () => {
    const decisions = globSync('[0-9]*.md', { cwd: join(root, 'docs/adr') }).sort()
    expect(decisions.length).toBeGreaterThanOrEqual(11)
    decisions.forEach((name, index) => {
      expect(name).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-`))
      expect(read('docs/adr/README.md')).toContain(`](${name})`)
      for (const heading of ['## Background', '## Decision', '## Consequences'])
        expect(read(`docs/adr/${name}`)).toContain(heading)
    })
  })
})

/** Links to files that are not there. */
function linked(document: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1]!.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(root, dirname(document), target)))
    .map((target) => relative(root, join(root, dirname(document), target)))
}

/** Paths in backticks that are not there: those below a known folder, and file names with a folder in front. */
function quoted(text: string): string[] {
  const candidates = [...text.matchAll(/`([^`\s]+)`/g)].map((match) => match[1]!)
  const paths = candidates.filter(
    (each) => rooted.test(each) || /^[\w.-]+(\/[\w.[\]-]+)+\.(ts|tsx|mjs|sql|md|prisma)$/.test(each),
  )
  return paths.filter((path) => !/[<>*{}…]/.test(path) && !bases.some((base) => existsSync(join(root, base, path))))
}
