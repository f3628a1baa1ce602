/**
 * What pages may load and run (W3C Content Security Policy Level 3). Pages that are made once, at build, are let run the
 * very scripts that stand in them, by their hashes; pages that are made for each request, by a nonce of that answer.
 */

/** The hashes of the scripts that stand in pages, as `scripts/page-hashes.ts` found them in the build. */
export interface PageHashes {
  /** Of each page that was made at build, by its path. */
  pages: Record<string, string[]>
  /** Of those that stand in every page, also in one that is made for a request. */
  everywhere: string[]
  /** Of the page for addresses that are none. */
  notFound: string[]
  /** Patterns of the addresses whose pages are made for each request. */
  onRequest: string[]
}

export interface PolicyOptions {
  /** Where faults are reported to besides; an address of Sentry. */
  reportsTo?: string | null
  /** `next dev` evaluates code and talks to the browser through a socket. */
  development?: boolean
}

const quoted = (hashes: string[]) => hashes.map((hash) => `'${hash}'`)

function scriptsOf(hashes: PageHashes | null, pathname: string, nonce: string | null): string[] {
  // A build whose pages nobody has looked through; said at start.
  if (!hashes) return ["'self'", "'unsafe-inline'"]
  if (nonce) return [`'nonce-${nonce}'`, "'strict-dynamic'", ...quoted(hashes.everywhere)]
  return ["'self'", ...quoted(Object.hasOwn(hashes.pages, pathname) ? hashes.pages[pathname]! : hashes.notFound)]
}

function originOf(address: string | null | undefined): string[] {
  return address && URL.canParse(address) ? [new URL(address).origin] : []
}

/** @param nonce of a page that is made for this request; null for one that was made at build */
export function contentPolicy(
  hashes: PageHashes | null,
  pathname: string,
  nonce: string | null,
  { reportsTo, development = false }: PolicyOptions = {},
): string {
  const scripts = development ? ["'self'", "'unsafe-inline'", "'unsafe-eval'"] : scriptsOf(hashes, pathname, nonce)
  const directives = {
    'default-src': ["'none'"],
    'script-src': scripts,
    'script-src-attr': ["'none'"],
    // Components place things with style attributes, and two libraries bring a style sheet in a script. With every
    // source of images and fonts closed, a style can carry nothing away.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...originOf(reportsTo), ...(development ? ['ws:'] : [])],
    'manifest-src': ["'self'"],
    'worker-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  }
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ')
}

/** Whether the page is made for each request, as are those whose address has a part that only the request knows. */
export function isMadeOnRequest(hashes: PageHashes | null, pathname: string): boolean {
  if (!hashes || Object.hasOwn(hashes.pages, pathname)) return false
  return hashes.onRequest.some((pattern) => new RegExp(pattern).test(pathname))
}
