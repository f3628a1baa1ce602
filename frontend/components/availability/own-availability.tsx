'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'
import { LoadingBlock, Skeleton } from '@/components/ui/skeleton'
import { useMe } from '@/lib/auth'
import { lazyPart } from '@/lib/lazy-part'
import { doctorQueries } from '@/lib/queries/doctors'

const AvailabilityEditor = lazyPart(() => import('./availability-editor').then((module) => module.AvailabilityEditor), {
  placeholder: <Skeleton className="h-96" />,
})

/** The signed-in doctor's own hours. */
export function OwnAvailability() {
  const t = useTranslations('availability')
  const me = useMe()
  return (
    <>
      <PageHeader title={t('title')} description={t('hint')} />
      {me?.doctor ? <Own id={me.doctor.id} /> : me && <Alert>{t('noProfile')}</Alert>}
    </>
  )
}

function Own({ id }: { id: string }) {
  const doctor = useQuery(doctorQueries.one(id))
  if (doctor.error) return <ErrorState error={doctor.error} onRetry={doctor.refetch} />
  return doctor.data ? <AvailabilityEditor doctor={doctor.data} /> : <LoadingBlock className="h-96" />
}
