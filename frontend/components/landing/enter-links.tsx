'use client'

import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useSyncExternalStore } from 'react'
import { Button } from '@/components/ui/button'
import { seemsSignedIn } from '@/lib/session'

const never = () => () => {}

/** The ways in: for those who seem to be signed in already, straight to their day. */
export function EnterLinks({ where }: { where: 'header' | 'hero' }) {
  const t = useTranslations('landing')
  const known = useSyncExternalStore(never, seemsSignedIn, () => false)
  const size = where === 'hero' ? 'lg' : 'default'
  if (known) {
    return (
      <div className="flex">
        <Button asChild size={size}>
          <Link href="/dashboard">{t('open')}</Link>
        </Button>
      </div>
    )
  }
  if (where === 'header') {
    return (
      <Button asChild variant="ghost">
        <Link href="/sign-in">{t('signIn')}</Link>
      </Button>
    )
  }
  return (
    <div className="flex flex-wrap gap-3">
      <Button asChild size="lg">
        <Link href="/sign-up">{t('signUp')}</Link>
      </Button>
      <Button asChild size="lg" variant="outline">
        <Link href="/sign-in">{t('signIn')}</Link>
      </Button>
    </div>
  )
}
