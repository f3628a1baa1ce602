/** Whether every package of the lock file comes under terms that let a hospital run, change and hand on HMS. */
import { readFileSync } from 'node:fs'
import { inRoot } from './paths.mjs'

/** Ask for no more than to be named. */
const free = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
])

/** Ask that changes to their own files be published; we change none. */
const unchanged = new Set(['MPL-2.0'])

/** Good enough for a tool that is not handed on. */
const toolsOnly = new Set(['EPL-2.0'])

/** Looked at one by one: the package, what it may come under, and why that is fine. */
const exceptions = [
  [/^elkjs$/, 'EPL-2.0', 'draws diagrams in a part of the Prisma CLI that we never start'],
  [/^@img\/sharp-/, 'LGPL-3.0-or-later', 'libvips, a library of its own beside us that anybody can exchange'],
]

/** What packages without a word in their package.json say in their LICENSE file. */
const inTheirFile = { 'seq-queue': 'MIT', 'parse-cache-control': 'BSD-3-Clause' }

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Whether one of the alternatives of an SPDX expression is allowed as a whole. */
function isAllowed(expression, allows) {
  return expression
    .replace(/[()]/g, ' ')
    .split(/\sor\s/i)
    .some((alternative) => alternative.split(/\sand\s/i).every((licence) => allows(licence.trim())))
}

/** Every package that must not be here, as one line. `packages` is that part of a lock file. */
export function findForbiddenLicences(packages) {
  return Object.entries(packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.link)
    .flatMap(([path, entry]) => {
      const name = entry.name ?? nameOf(path)
      const licence = entry.license ?? inTheirFile[name]
      if (!licence) return [`${name} does not say under which licence it comes`]
      const allows = (each) =>
        free.has(each) ||
        unchanged.has(each) ||
        (entry.dev === true && toolsOnly.has(each)) ||
        exceptions.some(([names, its]) => names.test(name) && its === each)
      return isAllowed(licence, allows) ? [] : [`${name}@${entry.version} comes under ${licence}`]
    })
}

export const findLicenceProblems = () =>
  findForbiddenLicences(JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages)
