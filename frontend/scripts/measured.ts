import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Role } from '@hms/contract/permissions'

export const docs = path.join(import.meta.dirname, '..', '..', 'docs')

/** One person of each role at the demo hospital, by what stands before the @ of the address. */
export const demoPeople = {
  admin: 'admin',
  doctor: 'doctor',
  patient: 'patient',
  receptionist: 'receptionist',
  nurse: 'nurse',
  billing: 'billing',
  privacy_officer: 'privacy',
} as const satisfies Record<Role, string>

/** Signs in at the demo hospital; the session as a `Cookie` header. */
export async function cookiesOf(base: string, role: Role): Promise<string> {
  const response = await fetch(new URL('/api/auth/login', base), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `${demoPeople[role]}@demo.hms`, password: 'Demo-Hospital-1' }),
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
