'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { call, endpoints, urlOf } from '@/lib/api'
import { safeNext } from '@/lib/entrance'
import { useAddressValue } from '@/lib/hooks'

/** The way in through the hospital's own sign-in service, where there is one. Last of all, so that nothing moves when it comes. */
export function ProviderSignIn() {
  const t = useTranslations('auth.signIn')
  const next = useAddressValue('next')
  const [name, setName] = useState<string | null>(null)
  useEffect(() => {
    const gone = new AbortController()
    call(endpoints.oidc.provider, { signal: gone.signal })
      .then(({ provider }) => setName(provider?.name ?? null))
      // Without an answer the other ways in are all there is.
      .catch(() => {})
    return () => gone.abort()
  }, [])
  if (!name) return null
  return (
    <div className="mt-8 border-t pt-8">
      <Button asChild variant="outline" size="lg" className="h-auto min-h-11 w-full py-2 whitespace-normal">
        <a href={urlOf(endpoints.oidc.start, { query: { returnTo: safeNext(next) } })}>{t('provider', { name })}</a>
      </Button>
    </div>
  )
}
