/** Rules of the house that no linter knows: one stem in every folder, settings explained, reasons given. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { inRoot, root } from './paths.mjs'

/** Every problem as one line that names the file. */
export function findStructureProblems() {
  return [...stemProblems(), ...environmentProblems(), ...codeFiles().flatMap(reasonProblems)]
}

/** What git knows or would take; an unpacked archive without git is not checked file by file. */
function codeFiles() {
  try {
    const list = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
    return list.split('\n').filter((file) => /\.(ts|tsx|mjs)$/.test(file) && existsSync(inRoot(file)))
  } catch {
    return []
  }
}

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

/** .env.example names every variable that config/env.ts reads, but for the one that only our own scripts set. */
function environmentProblems() {
  const source = readFileSync(inRoot('backend/src/config/env.ts'), 'utf8')
  const names = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name)
  const example = readFileSync(inRoot('.env.example'), 'utf8')
  return names
    .filter((name) => name !== 'HMS_EMBEDDED' && !new RegExp(`^# ${name}=`, 'm').test(example))
    .map((name) => `.env.example does not explain ${name}`)
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
