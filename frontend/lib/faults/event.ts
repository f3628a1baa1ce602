import type { Event, StackFrame } from '@sentry/core'

/** Where something broke, in words that are ours. */
export interface Place {
  /** What kind of failure: `page`, `promise`, `render`, `server`. */
  kind: string
  /** Pattern of the page's address, as `/patients/[id]`. */
  route: string
  requestId?: string | undefined
}

/** Every fixed part of a page's address; a test compares them with `app/`. What is not among them could be anything. */
export const routeWords = new Set(
  `access-log amendments appointments audit availability billing dashboard doctors erasures forgot-password messages new patients
   privacy-cases profile proof receipt reset-password settings setup sign-in sign-up users`.split(/\s+/),
)

/** `/patients/7b0c…/new` as `/patients/[id]/new`. */
export function routeOf(pathname: string): string {
  const parts = pathname.split('/').filter(Boolean)
  return `/${parts.map((part) => (routeWords.has(part) ? part : '[id]')).join('/')}`
}

const kind = /^[A-Za-z]{1,40}$/
const word = /^[A-Za-z0-9_-]{1,40}$/
const id = /^[A-Za-z0-9._-]{1,100}$/

const MOST_FRAMES = 20

/**
 * The lines of a stack without the message before them, which can hold patients' data and look like frames. Where the
 * message is not found as it was when the stack was taken, there are none.
 */
function stackLines({ stack = '', message }: Error): string[] {
  if (/^\S*@/.test(stack)) return stack.split('\n')
  const begin = message === '' ? 0 : stack.indexOf(message)
  return begin < 0 ? [] : stack.slice(begin + message.length).split('\n')
}

/** Only our own built files; the address of a page has ids in it. */
function fileOf(address: string): string {
  return /(\/_next\/static\/[\w./~%[\]()-]+|\/(?:frontend|node_modules)\/[\w./@~-]+)/.exec(address)?.[1] ?? '[page]'
}

/** Chromium writes `at fn (file:1:2)`, Firefox and Safari `fn@file:1:2`. */
function toFrame(line: string): StackFrame[] {
  const [, chromium, gecko, address = '', lineno, colno] =
    /^\s*(?:at (?:(.*?) \()?|([^@\s]*)@)(.*?):(\d+):(\d+)\)?$/.exec(line) ?? []
  if (!lineno) return []
  const name = chromium ?? gecko ?? ''
  const filename = fileOf(address)
  return [
    {
      function: /^[\w.$<>\[\] #]{1,80}$/.test(name) ? name : '?',
      filename,
      lineno: Number(lineno),
      colno: Number(colno),
      in_app: !filename.includes('node_modules'),
    },
  ]
}

const plain = (value: unknown, shape: RegExp) => (typeof value === 'string' && shape.test(value) ? value : undefined)

/**
 * An error as it may leave the house: kind, code, stack, pattern of the address, id of the request. It is put together
 * here from what is allowed rather than cleansed of what is not: no message, no address, no person, no trail.
 */
export function toEvent(error: unknown, { kind: what, route, requestId }: Place): Event {
  const given = error instanceof Error ? error : new Error('')
  const known = given as { code?: unknown; digest?: unknown; requestId?: unknown }
  const tags = {
    kind: what,
    route,
    requestId: plain(requestId, id) ?? plain(known.requestId, id),
    // Problems of the API have words, errors of Node and of browsers capitals; a digest is Next's name of an error in the
    // server's log.
    code: plain(known.code, given.name === 'ApiProblem' ? /^[a-z]+(-[a-z]+){0,4}$/ : /^[A-Z0-9_]{1,40}$/),
    digest: plain(known.digest, word),
  }
  const type = error instanceof Error ? (plain(given.name, kind) ?? 'Error') : typeof error
  const frames = error instanceof Error ? stackLines(given).flatMap(toFrame).slice(0, MOST_FRAMES).reverse() : []
  return {
    level: 'error',
    transaction: route,
    exception: { values: [{ type, value: tags.code ?? what, stacktrace: { frames } }] },
    tags: Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== undefined)),
  }
}

const outgoing = 'event_id timestamp platform level transaction exception tags release environment'.split(' ')

/** What may be in an event when it goes out, whatever has been added to it on its way. */
export function onlyAllowed<E extends Event>(event: E): E {
  return Object.fromEntries(Object.entries(event).filter(([name]) => outgoing.includes(name))) as E
}

/** Settings of Sentry that keep it from collecting by itself; the same in browsers and on the server. */
export const quiet = {
  integrations: [],
  stackParser: () => [],
  sendClientReports: false,
  maxBreadcrumbs: 0,
  traceLifecycle: 'static' as const,
  dataCollection: {
    userInfo: false,
    cookies: false,
    httpHeaders: { request: false, response: false },
    httpBodies: [],
    urlQueryParams: false,
  },
}
