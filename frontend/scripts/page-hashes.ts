/**
 * After a build: notes the hashes of the scripts that stand in the pages which were made at build, for the policy that
 * `proxy.ts` sends with them. Run as the last step of every build.
 */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { PageHashes } from '../lib/server/contentPolicy.ts'

const build = path.join(import.meta.dirname, '..', '.next')
const made = path.join(build, 'server', 'app')

const inline = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g

/** As browsers hash them: the text between the tags, in UTF-8. */
function hashesIn(html: string): string[] {
  const hashes = [...html.matchAll(inline)].map(
    ([, text]) => `sha256-${createHash('sha256').update(text!).digest('base64')}`,
  )
  return [...new Set(hashes)]
}

const files = globSync('**/*.html', { cwd: made }).map((file) => file.replaceAll(path.sep, '/'))
const found = new Map(
  files.map((file) => [file.replace(/\.html$/, ''), hashesIn(readFileSync(path.join(made, file), 'utf8'))]),
)
const notFound = found.get('_not-found')
if (!notFound) throw new Error('There is no build to look through: next build comes first.')

const pages = [...found].filter(([name]) => !name.startsWith('_'))
const routes = JSON.parse(readFileSync(path.join(build, 'routes-manifest.json'), 'utf8')) as {
  dynamicRoutes: { page: string; regex: string }[]
}
const [[, first] = ['', []]] = pages
const hashes: PageHashes = {
  pages: Object.fromEntries(pages.map(([name, list]) => [name === 'index' ? '/' : `/${name}`, list])),
  everywhere: first.filter((hash) => pages.every(([, list]) => list.includes(hash))),
  onRequest: routes.dynamicRoutes.filter(({ page }) => !page.startsWith('/api/')).map(({ regex }) => regex),
  notFound: [...new Set([...notFound, ...(found.get('_global-error') ?? [])])],
}
const text = JSON.stringify(hashes)
writeFileSync(path.join(build, 'page-hashes.json'), text)
const standalone = path.join(build, 'standalone', 'frontend', '.next')
if (existsSync(standalone)) writeFileSync(path.join(standalone, 'page-hashes.json'), text)
process.stdout.write(`${pages.length} pages, ${hashes.everywhere.length} scripts that stand in all of them\n`)
