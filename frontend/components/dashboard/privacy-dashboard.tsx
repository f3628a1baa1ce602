'use client'

import { useTranslations } from 'next-intl'
import { navigationFor } from '@/components/shell/navigation'
import { Card } from '@/components/ui/card'
import { QuietLink } from '@/components/ui/quiet-link'
import { Skeleton } from '@/components/ui/skeleton'
import { useRole } from '@/lib/auth'
import { lazyPart } from '@/lib/lazy-part'
import { Greeting } from './greeting'

const OpenCases = lazyPart(() => import('@/components/privacy/open-cases').then((module) => module.OpenCases), {
  placeholder: <Skeleton className="mb-4 h-8 w-48" />,
  early: false,
})

/** Where privacy officers start: what waits for them, and their pages. */
export function PrivacyDashboard() {
  return (
    <>
      <Greeting />
      <OpenCases />
      <Pages />
    </>
  )
}

function Pages() {
  const t = useTranslations('shell.nav')
  const role = useRole()!
  const items = navigationFor(role).filter(({ href }) => href !== '/dashboard')
  return (
    <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
      {items.map(({ href, icon: Icon, name, ahead }) => (
        <li key={href}>
          <Card className="transition-colors hover:bg-accent">
            <QuietLink href={href} ahead={ahead} className="flex items-center gap-3 px-5 py-4 font-medium">
              <Icon aria-hidden className="size-5 text-muted-foreground" />
              {t(name)}
            </QuietLink>
          </Card>
        </li>
      ))}
    </ul>
  )
}
