import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type NextRequest, NextResponse } from 'next/server'
import { contentPolicy, isMadeOnRequest, type PageHashes } from '@/lib/server/contentPolicy'
import { monitoring } from '@/lib/server/monitoring'

const development = process.env.NODE_ENV === 'development'
const YEARS = 2 * 365 * 86_400

function readHashes(): PageHashes | null {
  try {
    return JSON.parse(readFileSync(path.join(process.cwd(), '.next', 'page-hashes.json'), 'utf8')) as PageHashes
  } catch {
    if (!development) console.error('page-hashes.json is missing: pages run any script that stands in them')
    return null
  }
}

const hashes = readHashes()
const overTls = process.env.PUBLIC_URL?.startsWith('https:') ?? false

/** Gives every document the policy that fits it; see docs/adr. A nonce is made anew each time, and such a page is never stored. */
export function proxy(request: NextRequest) {
  const { pathname } = request.nextUrl
  const nonce = isMadeOnRequest(hashes, pathname) ? randomBytes(18).toString('base64') : null
  const policy = contentPolicy(hashes, pathname, nonce, { reportsTo: monitoring().dsn, development })
  const headers = new Headers(request.headers)
  // Nobody but us says which scripts of a page are good; Next takes the nonce from here.
  headers.delete('content-security-policy-report-only')
  if (nonce) headers.set('content-security-policy', policy)
  else headers.delete('content-security-policy')
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  if (nonce) response.headers.set('Cache-Control', 'private, no-store')
  if (overTls) response.headers.set('Strict-Transport-Security', `max-age=${YEARS}; includeSubDomains`)
  return response
}

/** Documents only: files have no scripts to allow, and moves from page to page are data for a page that is there. */
export const config = {
  matcher: [
    {
      source: '/((?!api/|_next/|monitoring|icon.svg|favicon.ico).*)',
      missing: [
        { type: 'header', key: 'rsc' },
        { type: 'header', key: 'next-router-prefetch' },
      ],
    },
  ],
}
