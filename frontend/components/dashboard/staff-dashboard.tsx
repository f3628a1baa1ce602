'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { navigationFor } from '@/components/shell/navigation'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock, Skeleton } from '@/components/ui/skeleton'
import { useMay, useRole } from '@/lib/auth'
import { appointmentQueries } from '@/lib/queries/appointments'
import { lazyPart } from '@/lib/lazy-part'
import { useFormat } from '@/lib/reader'
import { Greeting } from './greeting'
import { TodayVisits } from './today-visits'

const OpenCases = lazyPart(() => import('@/components/privacy/open-cases').then((module) => module.OpenCases), {
  placeholder: <Skeleton className="mb-4 h-8 w-48" />,
  early: false,
})

/** How often others' changes to the day are looked for, in milliseconds. */
const lookAgain = 60_000

/** Where the front desk, nurses, billing and privacy officers start: the day, as far as it is theirs, and their pages. */
export function StaffDashboard() {
  const seesVisits = useMay('appointment:read')
  const watches = useMay('privacy-case:read')
  return (
    <>
      <Greeting />
      {watches && <OpenCases />}
      <div className="grid items-start gap-6 settles xl:grid-cols-[minmax(0,1fr)_22rem]">
        {seesVisits && <Day />}
        <Pages wide={!seesVisits} />
      </div>
    </>
  )
}

function Day() {
  const today = useFormat().today()
  const visits = useQuery({ ...appointmentQueries.range({ from: today, to: today }), refetchInterval: lookAgain })
  if (visits.data) return <TodayVisits visits={visits.data} />
  if (!visits.error) return <LoadingBlock className="h-96 rounded-xl" />
  return (
    <Card>
      <ErrorState error={visits.error} onRetry={visits.refetch} />
    </Card>
  )
}

function Pages({ wide }: { wide: boolean }) {
  const t = useTranslations('shell.nav')
  const role = useRole()!
  const items = navigationFor(role).filter(({ href }) => href !== '/dashboard')
  return (
    <ul className={wide ? 'grid gap-3 sm:grid-cols-2 lg:grid-cols-3 xl:col-span-2' : 'grid gap-3'}>
      {items.map(({ href, icon: Icon, name }) => (
        <li key={href}>
          <Card className="transition-colors hover:bg-accent">
            <Link href={href} className="flex items-center gap-3 px-5 py-4 font-medium">
              <Icon aria-hidden className="size-5 text-muted-foreground" />
              {t(name)}
            </Link>
          </Card>
        </li>
      ))}
    </ul>
  )
}
