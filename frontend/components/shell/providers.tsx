'use client'

import { type ReactNode, useEffect } from 'react'
import { leaveFor } from '@/lib/leave-site'
import { onSessionEnded, onSignedOutElsewhere, type SessionEnd } from '@/lib/session'
import { watchTheme } from '@/lib/theme'
import { isPublicPath } from './public-paths'
import { LazyToaster } from './lazy-toaster'

/** Browsers put a page aside as it is, for the way back: whoever comes back finds it bare, and made anew. */
function leaveNothingBehind() {
  document.body.hidden = true
  window.addEventListener('pageshow', () => window.location.reload(), { once: true })
}

/** A full load, so that nothing of the last person's data stays in memory. */
function leave(why: SessionEnd, elsewhere?: string | null) {
  const { pathname, search } = window.location
  if (isPublicPath(pathname)) return
  window.addEventListener('pagehide', leaveNothingBehind, { once: true })
  if (elsewhere) return leaveFor(elsewhere)
  const next = why === 'expired' ? `?next=${encodeURIComponent(pathname + search)}` : ''
  leaveFor(`/sign-in${next}`)
}

/** What every page has, signed in or not. */
export function Providers({ children }: { children: ReactNode }) {
  useEffect(() => {
    const stops = [watchTheme(), onSessionEnded(leave), onSignedOutElsewhere(() => leave('signed-out'))]
    return () => stops.forEach((stop) => stop())
  }, [])
  return (
    <>
      {children}
      <LazyToaster />
    </>
  )
}
