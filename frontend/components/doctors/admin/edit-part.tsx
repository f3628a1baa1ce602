'use client'

import type { Doctor } from '@hms/contract/doctors'
import { ArrowLeft } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { AvailabilityEditor } from '@/components/availability/availability-editor'
import { Button } from '@/components/ui/button'
import type { EditedPart } from './admin-actions'
import { EditDoctor } from './edit-doctor'

/** The editor of one part of a doctor's page, in its place until done. */
export function EditPart({ doctor, part, onDone }: { doctor: Doctor; part: EditedPart; onDone: () => void }) {
  const t = useTranslations('doctorAdmin')
  if (part === 'profile') return <EditDoctor doctor={doctor} onDone={onDone} />
  return (
    <div className="grid gap-4">
      <Button variant="outline" className="justify-self-start" onClick={onDone}>
        <ArrowLeft aria-hidden />
        {t('backToProfile')}
      </Button>
      <AvailabilityEditor doctor={doctor} />
    </div>
  )
}
