'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { RecordPage } from '@/components/ui/record-page'
import { LoadingBlock } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import { doctorQueries } from '@/lib/queries/doctors'

const placeholder = <LoadingBlock className="h-96" />

const DoctorRecord = lazyPart(() => import('./doctor-record').then((module) => module.DoctorRecord), { placeholder })

/** A doctor's profile; patients book right there. */
export function DoctorProfile({ id }: { id: string }) {
  const t = useTranslations('doctors')
  const doctor = useQuery(doctorQueries.one(id))
  return (
    <RecordPage query={doctor} title={t('title')} href="/doctors" loading={placeholder}>
      {(record) => <DoctorRecord doctor={record} />}
    </RecordPage>
  )
}
