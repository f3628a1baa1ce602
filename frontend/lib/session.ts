import { OWN_PAGES_HEADER } from '@hms/contract/ownPages'
import { unlocked } from './lock.ts'
import { ApiProblem, isProblem } from './problem.ts'

const refreshedAtKey = 'hms.refreshed-at'
const signedInKey = 'hms.signed-in'

let refreshing: Promise<void> | undefined
/** Why a session is over: it ran out or was ended elsewhere, or its owner signed out here. */
export type SessionEnd = 'expired' | 'signed-out'
const listeners = new Set<(why: SessionEnd) => void>()

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

/** Notes in this browser that somebody signed in or out; a hint for the landing page, no proof. */
export function rememberSignedIn(signedIn: boolean) {
  remember(signedInKey, signedIn ? '1' : null)
}

export function seemsSignedIn(): boolean {
  return recall(signedInKey) === '1'
}

/** Calls `listener` when the session is over and cannot be renewed. Returns how to stop. */
export function onSessionEnded(listener: (why: SessionEnd) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export function endSession(why: SessionEnd = 'expired') {
  rememberSignedIn(false)
  for (const listener of listeners) listener(why)
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

async function refreshUnlessDoneSince(start: number) {
  if (Number(recall(refreshedAtKey)) >= start) return
  const response = await fetch('/api/auth/refresh', {
    method: 'POST',
    headers: { [OWN_PAGES_HEADER]: '1' },
    credentials: 'same-origin',
  }).catch((cause) => {
    throw ApiProblem.offline(cause)
  })
  if (!response.ok) throw await ApiProblem.from(response)
  remember(refreshedAtKey, String(Date.now()))
}

/**
 * Trades the refresh cookie for a new session, once for all callers that are waiting, and once
 * across tabs: a rotating token that two tabs present is taken for a stolen one.
 */
export function refreshSession(): Promise<void> {
  const start = Date.now()
  refreshing ??= (
    typeof navigator !== 'undefined' && navigator.locks
      ? navigator.locks.request('hms-refresh', () => refreshUnlessDoneSince(start))
      : refreshUnlessDoneSince(start)
  ).finally(() => {
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
