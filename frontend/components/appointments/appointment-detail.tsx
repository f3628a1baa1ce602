'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { RecordError } from '@/components/ui/record-error'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import { appointmentQueries } from '@/lib/queries/appointments'

const VisitRecord = lazyPart(() => import('./visit-record').then((module) => module.VisitRecord), {
  placeholder: <DetailSkeleton />,
})

/** One appointment, with what each role may know of it and do with it. */
export function AppointmentDetail({ id }: { id: string }) {
  const t = useTranslations('appointments')
  const visit = useQuery(appointmentQueries.one(id))
  if (visit.error && !visit.data) {
    return <RecordError title={t('title')} href="/appointments" error={visit.error} onRetry={visit.refetch} />
  }
  return visit.data ? <VisitRecord visit={visit.data} /> : <DetailSkeleton />
}

function DetailSkeleton() {
  return (
    <div aria-busy className="grid gap-6">
      <Skeleton className="h-8 w-64" />
      <div className="grid gap-6 lg:grid-cols-2">
        <Skeleton className="h-64" />
        <Skeleton className="h-64" />
      </div>
    </div>
  )
}
