import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure } from './ui.mjs'

/**
 * The account to run PostgreSQL under when we are root, which it refuses to be: `postgres` when the system has it or lets
 * us add it, else `nobody`. Null for everybody else: it then runs as ourselves.
 */
export function serverUser() {
  if (process.getuid?.() !== 0) return null
  const found = account('postgres') ?? addAccount('postgres') ?? account('nobody')
  if (found) return { ...found, canEnter: (path) => canEnter(path, found) }
  throw new Failure('PostgreSQL refuses to run as root, and this system has no other account for it.', [
    'Add one: useradd --system postgres',
    'Or start HMS as an ordinary user.',
  ])
}

function account(name) {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  if (!line) return null
  const [, , uid, gid] = line.split(':')
  return { name, uid: Number(uid), gid: Number(gid) }
}

function addAccount(name) {
  const added = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', name], { stdio: 'ignore' })
  return added.status === 0 ? account(name) : null
}

function canEnter(path, { uid, gid }) {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid: owner, gid: group } = statSync(folder)
    const enter = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001
    if (!(mode & enter)) return false
    if (folder === dirname(folder)) return true
  }
}
