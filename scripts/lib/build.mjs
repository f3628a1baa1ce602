/** What is made from the sources before anything runs, each made again only when its sources changed. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { giveWay } from './beside.mjs'
import { inRoot, leash, packageBin, root } from './paths.mjs'
import { endProcess, identify, send, withLock } from './processes.mjs'
import { Failure, step } from './ui.mjs'

const NOT_SOURCE = new Set([
  'node_modules',
  '.next',
  'e2e',
  'coverage',
  'test-results',
  'playwright-report',
  'artifacts',
])

/** The typed database client, from schema.prisma. */
export async function generateClient(signal) {
  const mark = inRoot('backend', 'src', 'generated', 'prisma', '.hms-generated')
  const sources = [inRoot('backend', 'prisma', 'schema.prisma'), inRoot('backend', 'prisma.config.ts')]
  const product = inRoot('backend', 'src', 'generated', 'prisma', 'client.ts')
  await whenChanged({ mark, product, sources, title: 'Generating the database client' }, () => {
    // Prisma writes into no folder that holds half of a client.
    rmSync(dirname(product), { recursive: true, force: true })
    return runNode([packageBin('prisma', 'prisma', 'backend'), 'generate'], inRoot('backend'), {}, signal)
  })
}

/** The front end as it runs in production; `behind` others, it is built without a word and gives way to them. */
export async function buildFrontend(signal, { behind = false } = {}) {
  const mark = inRoot('frontend', '.next', '.hms-build')
  const sources = [inRoot('frontend'), inRoot('contract'), inRoot('package-lock.json'), inRoot('tsconfig.base.json')]
  const product = inRoot('frontend', '.next', 'page-hashes.json')
  const title = 'Building the front end (a minute or two, only when it changed)'
  await whenChanged({ mark, product, sources, title, behind }, async () => {
    const how = {
      cwd: inRoot('frontend'),
      env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      signal,
      behind,
    }
    await finish([packageBin('next', 'next', 'frontend'), 'build'], how)
    await finish([inRoot('frontend', 'scripts', 'page-hashes.ts')], how)
  })
}

/** `product` is the file that a complete run leaves last; `mark` keeps what it was made from. */
async function whenChanged({ mark, product, sources, title, behind = false }, make) {
  const isFresh = (hash) => existsSync(product) && existsSync(mark) && readFileSync(mark, 'utf8') === hash
  if (isFresh(hashOf(sources))) return
  const name = createHash('sha256').update(mark).digest('hex').slice(0, 8)
  await withLock(inRoot('node_modules', `.hms-${name}.lock`), async () => {
    const hash = hashOf(sources)
    if (isFresh(hash)) return
    rmSync(product, { force: true })
    await (behind ? make() : step(title, make))
    if (!existsSync(product)) throw new Failure(`${title} ended well, but without ${relative(root, product)}.`)
    writeFileSync(mark, hash)
  })
}

function hashOf(paths) {
  const hash = createHash('sha256').update(process.version)
  for (const file of paths.flatMap(filesUnder)) hash.update(`${relative(root, file)}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

function filesUnder(path) {
  if (!existsSync(path)) return []
  const entries = readDirectory(path)
  if (!entries) return [path]
  return entries
    .filter(({ name }) => !NOT_SOURCE.has(name) && !/\.test\.tsx?$|\.tsbuildinfo$|^next-env\.d\.ts$/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => filesUnder(join(path, name)))
}

function readDirectory(path) {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOTDIR') return null
    throw error
  }
}

/** Runs a script to its end; fails with its last words. Ends it when `signal` aborts, or when we are killed. */
export const runNode = (args, cwd, env = {}, signal = undefined) => finish(args, { cwd, env, signal })

async function finish(args, how) {
  const { code, output } = await runToEnd(args, how)
  if (code === 0) return output
  const script = relative(root, args.find((arg) => !arg.startsWith('-')) ?? '')
  throw new Failure(`${script} failed (exit code ${code}).`, [output.trim().split('\n').slice(-40).join('\n')])
}

/** The same, whatever comes of it: the exit code and what was said. What runs `behind` others gives way to them. */
export async function runToEnd(args, { cwd, env = {}, signal, behind = false }) {
  signal?.throwIfAborted()
  const child = spawn(process.execPath, ['--import', leash, ...args], {
    cwd,
    env: { ...process.env, ...env, HMS_LEASH: String(process.pid) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  if (behind && child.pid) giveWay(child.pid)
  const known = identify(child.pid)
  const end = () => endProcess(known, { group: true, patience: 3_000 })
  signal?.addEventListener('abort', end, { once: true })
  // What computes without a pause would hear of our end only after it.
  const drop = () => child.pid && send(child.pid, 'SIGKILL', true)
  process.once('exit', drop)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  process.off('exit', drop)
  signal?.removeEventListener('abort', end)
  signal?.throwIfAborted()
  return { code, output }
}
