import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, matchesGlob, relative } from 'node:path'
import { root } from '../paths.mjs'

/** The rules of a .dockerignore, last match wins; a rule about a folder holds for all below it. */
function readRules() {
  return readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => ({ keep: line.startsWith('!'), pattern: line.replace(/^!/, '').replace(/\/$/, '') }))
}

function isKept(path, rules) {
  const parts = path.split('/')
  const ways = parts.map((_, i) => parts.slice(0, i + 1).join('/'))
  let kept = true
  for (const { keep, pattern } of rules) if (ways.some((way) => matchesGlob(way, pattern))) kept = keep
  return kept
}

/** Copies what a builder would be sent into `target`; returns the paths. */
export function copyContext(target) {
  const rules = readRules()
  const kept = []
  const walk = (folder) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      const known = relative(root, path)
      // Nothing below is ever let in again, and walking through it would take minutes.
      if (/(^|\/)(node_modules|\.git|\.next|\.data[^/]*)$/.test(known)) continue
      if (lstatSync(path).isDirectory()) walk(path)
      else if (isKept(known, rules)) kept.push(known)
    }
  }
  walk(root)
  for (const path of kept) {
    mkdirSync(dirname(join(target, path)), { recursive: true })
    cpSync(join(root, path), join(target, path))
  }
  return kept
}
