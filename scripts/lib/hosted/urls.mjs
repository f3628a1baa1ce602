import { isLocal } from '../../../backend/src/config/unsafe.ts'
import { Failure } from '../ui.mjs'

/** An address from the environment; refused unless the way there is local, or encrypted to a server that shows who it is. */
export function addressIn(variable, { optional = false } = {}) {
  const value = process.env[variable]?.trim()
  if (!value && optional) return null
  if (!value) throw new Failure(`${variable} is not set.`, ['See docs/deploy.md.'])
  if (!URL.canParse(value) || !/^postgres(ql)?:$/.test(new URL(value).protocol)) {
    throw new Failure(`${variable} must be an address as postgres://role:password@host:5432/database`)
  }
  if (!isLocal(value) && new URL(value).searchParams.get('sslmode') !== 'verify-full') {
    throw new Failure(`${variable} must end in ?sslmode=verify-full.`, [
      'With a provider that signs its own certificates, also &sslrootcert=<file with its authority>.',
    ])
  }
  return value
}

/** The same server and settings for another role and database. */
export function addressFor(address, role, password, database) {
  const url = new URL(address)
  url.username = role
  url.password = password
  if (database) url.pathname = `/${database}`
  return url.href
}

/**
 * The application's way through a pooler: its host, port and settings. A pooler that serves many projects wants theirs
 * behind the role's name, as in `postgres.abcdefgh`.
 */
export function throughPooler(pooler, role, password, database) {
  const [, project] = decodeURIComponent(new URL(pooler).username).split('.')
  return addressFor(pooler, project ? `${role}.${project}` : role, password, database)
}

export const databaseOf = (address) => decodeURIComponent(new URL(address).pathname.slice(1))
