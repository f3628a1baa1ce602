import { paintTheme, themeKey } from '@/lib/paint-theme'
import { publicPaths } from './public-paths'

interface Settings {
  publicPaths: string[]
  /** What the frame asks the API for on every page behind the sign-in. */
  always: string[]
  /** What a page asks for besides, whoever opens it. */
  pages: Record<string, string[]>
}

const settings: Settings = {
  publicPaths,
  always: ['/api/auth/me', '/api/settings'],
  pages: { '/patients': ['/api/patients'] },
}

/** These run in the browser as they stand here: they may use nothing but their argument. */
function askEarly({ publicPaths, always, pages }: Settings) {
  const { pathname } = location
  if (publicPaths.includes(pathname)) return
  const headers = { Accept: 'application/json, application/problem+json' }
  const asked = always
    .concat(pages[pathname] ?? [])
    .map((url) => [url, fetch(url, { headers, credentials: 'same-origin' }).catch(() => undefined)])
  Object.assign(window, { hmsEarly: Object.fromEntries(asked) })
}

/** Why somebody is here, for what stands in the document ready to be shown. */
function noteReason() {
  const { dataset } = document.documentElement
  const search = new URLSearchParams(location.search)
  const problem = search.get('problem')
  const told = ['external-sign-in-refused', 'sign-in-expired', 'unavailable']
  if (problem && problem !== 'mfa-required') dataset.problem = told.includes(problem) ? problem : 'other'
  else if (search.has('next') && !problem) dataset.next = ''
  else if (search.has('signed-out') && !problem) dataset.signedOut = ''
}

/** What is typed or sent before our scripts are there is kept for the form (`lib/typed-early.ts`), and never goes into an address. */
function keepTyped() {
  const kept: Window['hmsTyped'] = { values: new Map(), sent: null }
  const type = ({ target }: Event) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)
      kept.values.set(target, target.value)
  }
  const send = (event: Event) => {
    event.preventDefault()
    kept.sent = event.target
  }
  addEventListener('input', type, true)
  addEventListener('submit', send, true)
  kept.end = () => {
    removeEventListener('input', type, true)
    removeEventListener('submit', send, true)
  }
  window.hmsTyped = kept
}

export const earlySource = `(${askEarly.toString()})(${JSON.stringify(settings)})`
export const paintSource = `(${paintTheme.toString()})(${JSON.stringify(themeKey)}, null);(${noteReason.toString()})();(${keepTyped.toString()})()`

/**
 * What need not wait for our scripts: the first questions to the API (`lib/early.ts`), and what decides how the page
 * looks. A script of the first kind does not wait for the style sheet either; the second has to be there with the first
 * paint, and so does.
 */
export function HeadScript() {
  return (
    <>
      <script type="module" async dangerouslySetInnerHTML={{ __html: earlySource }} />
      <script dangerouslySetInnerHTML={{ __html: paintSource }} />
    </>
  )
}
