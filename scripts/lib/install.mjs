/** The first stage of every command: packages as the lock file has them, then Node as the packages have it. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { inRoot, pinnedNode } from './paths.mjs'
import { readJson, whenOrphaned, withLock } from './processes.mjs'
import { Failure, say, showFailure, step } from './ui.mjs'

const OLDEST_NODE = [20, 19]

/**
 * Installs what is missing, then runs `work` on the Node version that package.json names, in this process when it is
 * that version already, else in a second one. Failures are shown, and set the exit code.
 */
export async function onPinnedNode(work) {
  try {
    checkNode()
    if (!isInstalled()) await withLock(inRoot('.data', 'install.lock'), async () => isInstalled() || install())
    const node = pinnedNode()
    if (node && process.version !== pinnedVersion()) return await runAgainOn(node)
    await work()
  } catch (error) {
    showFailure(error)
    process.exitCode = 1
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return
  throw new Failure(`HMS needs Node ${OLDEST_NODE.join('.')} or newer to begin with; this is ${process.version}.`, [
    'Install the current version from https://nodejs.org and try again.',
  ])
}

const manifest = (...path) => JSON.parse(readFileSync(inRoot(...path, 'package.json'), 'utf8'))
const pinnedVersion = () => `v${Object.values(manifest().optionalDependencies)[0]}`
const mark = inRoot('node_modules', '.hms-install')

/** The lock file and every package.json: when one of them changed, so may have what belongs into node_modules. */
function wanted() {
  const hash = createHash('sha256')
  const folders = ['', ...manifest().workspaces]
  for (const file of ['package-lock.json', ...folders.map((folder) => `${folder}/package.json`)]) {
    // Scripts come and go without changing what is installed.
    const { scripts, ...rest } = JSON.parse(readFileSync(inRoot(file), 'utf8'))
    hash.update(JSON.stringify(rest))
  }
  return `${hash.digest('hex')} ${process.platform}-${process.arch}`
}

function isInstalled() {
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted()) return true
  if (!pinnedNode() || !matchesLock()) return false
  writeFileSync(mark, wanted())
  return true
}

/** Whether a person's own `npm install` has already brought what the lock file names: npm keeps a list of what is there. */
function matchesLock() {
  const present = readJson(inRoot('node_modules', '.package-lock.json'))?.packages
  if (!present) return false
  const { packages } = readJson(inRoot('package-lock.json'))
  return Object.entries(packages).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link || entry.optional || entry.devOptional) return true
    return present[path]?.version === entry.version
  })
}

async function install() {
  const npm = npmCommand()
  const version = spawnSync(npm.command, [...npm.args, '--version'], {
    encoding: 'utf8',
    shell: npm.shell,
  }).stdout?.trim()
  if (!version) throw new Failure('npm was not found.', ['It comes with Node: https://nodejs.org'])
  const clean = await step(`Installing packages (npm ${version}; the first time takes a minute or two)`, () =>
    npmRun(npm, 'ci'),
  )
  if (clean.code !== 0) {
    say(`    npm ci did not work here (${clean.reason}); falling back to npm install`)
    const loose = await step('Installing packages with npm install', () => npmRun(npm, 'install'))
    if (loose.code !== 0) {
      throw new Failure('The packages could not be installed.', [
        loose.output.trim().split('\n').slice(-15).join('\n'),
        'Is the npm registry reachable (npm ping)? Is the disk full?',
      ])
    }
  }
  await installNatives(npm)
  linkNode()
  writeFileSync(mark, wanted())
}

/**
 * The lock file can only hold what the registry it was made with had. A package that wants a compiled part for this
 * system, and did not get it, gets it now, at the very version that it names.
 */
async function installNatives(npm) {
  const missing = ['next', '@tailwindcss/oxide', 'lightningcss', '@node-rs/argon2'].flatMap(missingNative)
  if (missing.length === 0) return
  const done = await step(`Installing ${missing.join(', ')}`, () => npmRun(npm, 'install', '--no-save', ...missing))
  if (done.code !== 0) say(`    that did not work (${done.reason}); going on without`)
}

function missingNative(name) {
  const folder = inRoot('node_modules', name)
  const wanted = readJson(join(folder, 'package.json'))?.optionalDependencies ?? {}
  const musl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime
  const libc = process.platform !== 'linux' ? '' : musl ? '-musl' : '-gnu'
  return Object.entries(wanted)
    .filter(([native]) => new RegExp(`-${process.platform}-${process.arch}(-msvc|${libc})?$`).test(native))
    .filter(([native]) => !existsSync(inRoot('node_modules', native)))
    .map(([native, version]) => `${native}@${version}`)
}

/**
 * Installs into another folder what its own lock file names, without any package's scripts.
 * @throws Failure
 */
export async function installIn(folder, title) {
  const done = await step(`Installing ${title}`, () =>
    npmRun(npmCommand(), 'ci', '--prefix', folder, '--ignore-scripts'),
  )
  if (done.code === 0) return
  throw new Failure(`${title} could not be installed.`, [done.reason, 'Is the npm registry reachable (npm ping)?'])
}

/** Some npm versions leave our Node out of `.bin`, where `npx` and other packages' scripts look for it. */
function linkNode() {
  const link = inRoot('node_modules', '.bin', 'node')
  const node = pinnedNode()
  if (node && process.platform !== 'win32' && !existsSync(link)) symlinkSync(relative(dirname(link), node), link)
}

/** npm as a script of the Node that runs it, where we were started by it; else whatever `npm` is on the path. */
function npmCommand() {
  const script = process.env.npm_execpath
  if (script && /npm-cli\.c?js$/.test(script)) return { command: process.execPath, args: [script], shell: false }
  return { command: 'npm', args: [], shell: process.platform === 'win32' }
}

function npmRun({ command, args, shell }, ...what) {
  // Prisma's own install scripts would fetch engines that HMS never runs; see backend/src/config/migrate.ts.
  const env = { ...process.env, PRISMA_ENGINES_MIRROR: 'http://127.0.0.1:9', npm_config_loglevel: 'error' }
  return new Promise((resolve) => {
    const child = spawn(command, [...args, ...what, '--no-audit', '--no-fund', '--include=dev', '--include=optional'], {
      cwd: inRoot(),
      env,
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const interrupt = () => {
      child.kill('SIGTERM')
      child.once('close', () => process.exit(130))
    }
    for (const signal of signals) process.on(signal, interrupt)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve({ code: 1, output: error.message, reason: error.message }))
    child.once('close', (code) => {
      for (const signal of signals) process.off(signal, interrupt)
      const reason = /npm (?:error|ERR!) (?!code)(.+)/.exec(output)?.[1] ?? `exit code ${code}`
      resolve({ code, output, reason })
    })
  })
}

/** Hands over to the same script on the other Node; signals from the terminal reach both, others are passed on. */
async function runAgainOn(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  whenOrphaned(() => child.kill('SIGTERM'))
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal ? 1 : code))
  })
}
