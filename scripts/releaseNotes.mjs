/**
 * `npm run release:notes -- v1.2.0`: what changed since the tag before, from the subjects of the commits, by the part of
 * HMS that they touch most; migrations are named, as they run before the new version starts.
 */
import { execFileSync } from 'node:child_process'
import { inRoot } from './lib/paths.mjs'

const git = (...args) =>
  execFileSync('git', args, { cwd: inRoot(), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).trim()

const parts = [
  ['For people who use HMS', /^(frontend|contract)\//],
  ['Behind it', /^backend\//],
  ['For whoever runs it', /^(scripts|deploy|docs|\.github|compose\.yaml|render\.yaml)/],
]

function partOf(files) {
  const counts = parts.map(([title, pattern]) => [title, files.filter((file) => pattern.test(file)).length])
  const [title, count] = counts.toSorted((a, b) => b[1] - a[1])[0]
  return count > 0 ? title : 'For whoever runs it'
}

function previousTag(tag) {
  const tags = git('tag', '--list', 'v*', '--sort=-version:refname', '--merged', tag).split('\n')
  return tags.find((other) => other && other !== tag) ?? null
}

/** Commits from the newest on, as `{ subject, files }`. */
function commitsIn(range) {
  const log = git('log', '--no-merges', '--name-only', '--format=%x01%s', range)
  return log
    .split('\x01')
    .filter(Boolean)
    .map((entry) => entry.trim().split('\n').filter(Boolean))
    .map(([subject, ...files]) => ({ subject, files }))
}

function notesFor(tag) {
  const before = previousTag(tag)
  const commits = commitsIn(before ? `${before}..${tag}` : tag)
  const migrations = new Set(
    commits.flatMap(({ files }) =>
      files.flatMap((file) => /^backend\/prisma\/migrations\/(\d+_\w+)\//.exec(file)?.[1] ?? []),
    ),
  )
  const groups = Map.groupBy(commits, ({ files }) => partOf(files))
  const sections = parts.flatMap(([title]) => {
    const lines = (groups.get(title) ?? []).map(({ subject }) => `- ${subject}`)
    return lines.length > 0 ? [`## ${title}`, lines.join('\n')] : []
  })
  const steps = [...migrations].sort().map((name) => `- \`${name}\``)
  const database =
    steps.length > 0 ? ['## Database', `Run the migrations before the new version starts:`, steps.join('\n')] : []
  return [before ? `Changes since ${before}.` : 'The first release.', ...sections, ...database].join('\n\n')
}

const [tag = 'HEAD'] = process.argv.slice(2)
console.log(notesFor(tag))
