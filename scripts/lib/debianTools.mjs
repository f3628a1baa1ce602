/** Programs that tests need beside our own: those that are there, else from Debian's archive. Never none. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Failure, step } from './ui.mjs'

/** Where Debian keeps servers, which an ordinary user's path leaves out. */
const SERVERS = ['/usr/sbin', '/usr/local/sbin']

/** Makes sure that all of these commands exist; a command has the name of its Debian package. */
export async function ensureTools(...names) {
  const missing = names.filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  const output = await step(`Installing ${missing.join(' and ')} with apt-get`, async () => install(missing))
  const still = missing.filter((name) => !isInstalled(name))
  if (still.length === 0) return
  throw new Failure(`These tests need ${still.join(' and ')}.`, [
    output.trim().split('\n').slice(-3).join('\n'),
    `On Debian and Ubuntu: sudo apt-get install ${still.join(' ')}; on macOS: brew install ${still.join(' ')}`,
  ])
}

function isInstalled(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SERVERS]
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function install(names) {
  if (!existsSync('/usr/bin/apt-get')) return 'There is no apt-get here.'
  // Without a password, or not at all: nobody is asked in the middle of a test run.
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  return (
    run([...sudo, 'apt-get', 'update']) +
    run([...sudo, 'apt-get', 'install', '-y', '--no-install-recommends', ...names])
  )
}

function run([command, ...args]) {
  // RUNLEVEL keeps the packages from starting their servers; the tests start their own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const done = spawnSync(command, args, { encoding: 'utf8', env, timeout: 300_000, maxBuffer: 64 * 1024 * 1024 })
  return `${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}\n`
}
