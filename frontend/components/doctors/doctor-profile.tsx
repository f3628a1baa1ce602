'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { RecordError } from '@/components/ui/record-error'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import { doctorQueries } from '@/lib/queries/doctors'

const placeholder = (
  <div aria-busy>
    <Skeleton className="h-96" />
  </div>
)

const DoctorRecord = lazyPart(() => import('./doctor-record').then((module) => module.DoctorRecord), { placeholder })

/** A doctor's profile; patients book right there. */
export function DoctorProfile({ id }: { id: string }) {
  const t = useTranslations('doctors')
  const doctor = useQuery(doctorQueries.one(id))
  if (doctor.error) {
    return <RecordError title={t('title')} href="/doctors" error={doctor.error} onRetry={doctor.refetch} />
  }
  return doctor.data ? <DoctorRecord doctor={doctor.data} /> : placeholder
}
