/** Rules of the house that no linter knows: one stem in every folder, documents that name what exists, reasons given. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { inRoot, root } from './paths.mjs'

/** Every problem as one line that names the file. */
export function findStructureProblems() {
  const files = trackedFiles()
  return [
    ...stemProblems(),
    ...files.filter(isText).flatMap(documentProblems),
    ...files.filter(isCode).flatMap(reasonProblems),
  ]
}

/** What git knows or would take; without git (an unpacked archive) nothing is checked file by file. */
function trackedFiles() {
  try {
    const list = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
    return list.split('\n').filter((file) => file && existsSync(inRoot(file)))
  } catch {
    return []
  }
}

const isText = (file) => file.endsWith('.md')
const isCode = (file) => /\.(ts|tsx|mjs)$/.test(file)

/** routes/patients.ts ↔ contract/src/patients.ts: who knows one can guess the other. */
function stemProblems() {
  const stems = (folder) =>
    readdirSync(inRoot(folder))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => basename(file, '.ts'))
  const machinery = new Set(['index', 'bind'])
  // A notification is a message to somebody who is signed in; the contract declares both together.
  const together = { notifications: 'messages' }
  const contract = new Set(stems('contract/src'))
  return stems('backend/src/routes')
    .filter((stem) => !machinery.has(stem) && !contract.has(together[stem] ?? stem))
    .map((stem) => `backend/src/routes/${stem}.ts has no contract/src/${stem}.ts`)
}

const FOLDERS = 'backend|contract|docs|frontend|scripts|\\.ci|\\.github'

/** Relative links, and paths in backticks that begin with a folder of ours. */
function documentProblems(file) {
  const text = readFileSync(inRoot(file), 'utf8').replace(/^```[\s\S]*?^```/gm, '')
  const links = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, path]) => join(dirname(file), path))
  const quoted = [...text.matchAll(new RegExp(`\`((?:${FOLDERS})/[\\w./\\[\\]()-]+)\``, 'g'))].map(([, path]) => path)
  return [...new Set([...links, ...quoted])]
    .filter((path) => !/[<>{}*…]|NNNN/.test(path) && !path.includes('/generated/') && !existsSync(inRoot(path)))
    .map((path) => `${file} names ${path}, which does not exist`)
}

/** Switching a rule off needs its reason behind two dashes. */
function reasonProblems(file) {
  return readFileSync(inRoot(file), 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      /(\/\/|\/\*|\{\/\*)\s*eslint-disable/.test(line) && !/eslint-disable\S* .*-- \S/.test(line)
        ? [`${file}:${index + 1} switches a rule off without a reason (… -- why)`]
        : [],
    )
}
