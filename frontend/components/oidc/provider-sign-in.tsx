'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ApiProblem, call, endpoints } from '@/lib/api'
import { safeNext } from '@/lib/entrance'
import { useAddressValue } from '@/lib/hooks'
import { leaveFor } from '@/lib/leave-site'

/**
 * Goes there. Only a press does: no page leads on by itself, and what another site links to begins nothing. What fails is told
 * as it is after the way back, by the page anew.
 */
async function leave(next: string) {
  try {
    const { location } = await call(endpoints.oidc.start, { body: { returnTo: next } })
    leaveFor(location)
  } catch (problem) {
    const code = problem instanceof ApiProblem ? problem.code : 'other'
    leaveFor(`/sign-in?next=${encodeURIComponent(next)}&problem=${code}`)
  }
}

/** The way in through the hospital's own sign-in service, where there is one. Last of all, so that nothing moves when it comes. */
export function ProviderSignIn() {
  const t = useTranslations('auth.signIn')
  const next = useAddressValue('next')
  const [name, setName] = useState<string | null>(null)
  const [isLeaving, setLeaving] = useState(false)
  useEffect(() => {
    const gone = new AbortController()
    call(endpoints.oidc.provider, { signal: gone.signal })
      .then(({ provider }) => setName(provider?.name ?? null))
      // Without an answer the other ways in are all there is.
      .catch(() => {})
    return () => gone.abort()
  }, [])
  useEffect(() => {
    // Whoever comes back by the browser's own way finds the page as it was left.
    const comeBack = () => setLeaving(false)
    window.addEventListener('pageshow', comeBack)
    return () => window.removeEventListener('pageshow', comeBack)
  }, [])
  if (!name) return null
  return (
    <div className="mt-8 border-t pt-8">
      <Button
        variant="outline"
        size="lg"
        className="h-auto min-h-11 w-full py-2 whitespace-normal"
        pending={isLeaving}
        onClick={() => {
          setLeaving(true)
          void leave(safeNext(next))
        }}
      >
        {t('provider', { name })}
      </Button>
    </div>
  )
}
