'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { RecordPage, RecordSkeleton } from '@/components/ui/record-page'
import { lazyPart } from '@/lib/lazy-part'
import { appointmentQueries } from '@/lib/queries/appointments'

const VisitRecord = lazyPart(() => import('./visit-record').then((module) => module.VisitRecord), {
  placeholder: <RecordSkeleton />,
})

/** One appointment, with what each role may know of it and do with it. */
export function AppointmentDetail({ id }: { id: string }) {
  const t = useTranslations('appointments')
  const visit = useQuery(appointmentQueries.one(id))
  return (
    <RecordPage query={visit} title={t('title')} href="/appointments">
      {(record) => <VisitRecord visit={record} />}
    </RecordPage>
  )
}
