import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const docs = path.join(import.meta.dirname, '..', '..', 'docs')

/** The demo hospital's sign-in; its session as a `Cookie` header. */
export async function cookiesOf(base: string, role: string): Promise<string> {
  const response = await fetch(new URL('/api/auth/login', base), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `${role}@demo.hms`, password: 'Demo-Hospital-1' }),
  })
  if (!response.ok) throw new Error(`Signing in as ${role} at ${base} answers ${response.status}.`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** Puts a table between the marks `<!-- name -->` and `<!-- /name -->` of docs/performance-web.md. */
export function writeTable(name: string, lines: string[]) {
  const file = path.join(docs, 'performance-web.md')
  const text = readFileSync(file, 'utf8')
  const [before, rest] = text.split(`<!-- ${name} -->`)
  const after = rest?.split(`<!-- /${name} -->`)[1]
  if (after === undefined) throw new Error(`${file} has no place for ${name}.`)
  writeFileSync(file, `${before}<!-- ${name} -->\n\n${lines.join('\n')}\n\n<!-- /${name} -->${after}`)
}
