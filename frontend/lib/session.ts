import { OWN_PAGES_HEADER } from '@hms/contract/ownPages'
import { unlocked } from './lock.ts'
import { ApiProblem, isProblem } from './problem.ts'

const refreshedAtKey = 'hms.refreshed-at'
const signedInKey = 'hms.signed-in'

let refreshing: Promise<void> | undefined
/** Why a session is over: it ran out or was ended elsewhere, or its owner signed out here. */
export type SessionEnd = 'expired' | 'signed-out'
/** @param next where somebody who signed out goes on, at the service that they came from */
type Ended = (why: SessionEnd, next?: string | null) => void
const listeners = new Set<Ended>()

function remember(key: string, value: string | null) {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // Storage may be forbidden; then tabs coordinate less well, nothing else.
  }
}

function recall(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Whether this tab has seen the note that somebody is signed in; storage may be forbidden. */
let wasSignedIn = false

/** Notes in this browser that somebody signed in or out; a hint for the landing page, no proof. */
export function rememberSignedIn(signedIn: boolean) {
  remember(signedInKey, signedIn ? '1' : null)
  wasSignedIn = seemsSignedIn()
}

export function seemsSignedIn(): boolean {
  return recall(signedInKey) === '1'
}

/** Notes that somebody is about to sign out: what is refused from now on, in any tab, is no session that ran out. */
export const noteSigningOut = () => remember(signedInKey, 'leaving')

/** Calls `listener` when the session is over and cannot be renewed. Returns how to stop. */
export function onSessionEnded(listener: Ended): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export function endSession(why: SessionEnd = 'expired', next?: string | null) {
  const isLeaving = wasSignedIn && !seemsSignedIn()
  rememberSignedIn(false)
  for (const listener of listeners) listener(isLeaving ? 'signed-out' : why, next)
}

/**
 * Calls `listener` when another tab of this browser signs out; also when the browser shows a page again that it had put
 * aside, and somebody has signed out meanwhile. Returns how to stop.
 */
export function onSignedOutElsewhere(listener: () => void): () => void {
  const hear = (event: StorageEvent) => {
    if (event.key === signedInKey && event.newValue === null) listener()
  }
  const wake = ({ persisted }: PageTransitionEvent) => {
    if (persisted && !seemsSignedIn()) listener()
  }
  window.addEventListener('storage', hear)
  window.addEventListener('pageshow', wake)
  return () => {
    window.removeEventListener('storage', hear)
    window.removeEventListener('pageshow', wake)
  }
}

/**
 * While one tab of this browser gets new tokens, the others wait: those that they would ask with are not good any more
 * before the new ones are here.
 */
export function alone<T>(work: () => Promise<T>): Promise<T> {
  return typeof navigator !== 'undefined' && navigator.locks ? navigator.locks.request('hms-refresh', work) : work()
}

/** Notes that this browser has just got new tokens: what another tab wanted is done. */
export const noteNewTokens = () => remember(refreshedAtKey, String(Date.now()))

/** @param isLast whether there was a pause before: the tokens of the browser may be on the way, and are here then */
async function refreshUnlessDoneSince(start: number, isLast = false): Promise<void> {
  if (Number(recall(refreshedAtKey)) >= start) return
  const response = await fetch('/api/auth/refresh', {
    method: 'POST',
    headers: { [OWN_PAGES_HEADER]: '1' },
    credentials: 'same-origin',
  }).catch((cause) => {
    throw ApiProblem.offline(cause)
  })
  if (response.ok) return noteNewTokens()
  const problem = await ApiProblem.from(response)
  if (isLast || !problem.retryAfter || !isProblem(problem, 'session-ended')) throw problem
  await new Promise((resolve) => setTimeout(resolve, problem.retryAfter! * 1000))
  return refreshUnlessDoneSince(start, true)
}

/**
 * Trades the refresh cookie for a new session, once for all callers that are waiting, and once
 * across tabs: a rotating token that two tabs present is taken for a stolen one.
 */
export function refreshSession(): Promise<void> {
  const start = Date.now()
  refreshing ??= alone(() => refreshUnlessDoneSince(start)).finally(() => {
    refreshing = undefined
  })
  return refreshing
}

/**
 * Renews the session, however long its screen stays locked meanwhile; when it is over for good, tells the shell and answers
 * false.
 */
export async function renewed(): Promise<boolean> {
  try {
    await refreshSession()
  } catch (problem) {
    if (isProblem(problem, 'session-locked')) {
      await unlocked()
      return true
    }
    if (!isProblem(problem, 'session-ended', 'not-signed-in')) throw problem
    endSession()
    return false
  }
  return true
}
