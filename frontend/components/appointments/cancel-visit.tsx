'use client'

import type { Appointment } from '@hms/contract/appointments'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button, type ButtonProps } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Labelled } from '@/components/ui/labelled'
import { Textarea } from '@/components/ui/textarea'
import { fullName, useRole } from '@/lib/auth'
import { useCancelAppointment } from '@/lib/queries/appointments'
import { settingsQueries } from '@/lib/queries/settings'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'

/** Cancels a visit once that is confirmed, with a reason if there is one to give. */
export function CancelVisit({ visit, size }: { visit: Appointment; size?: ButtonProps['size'] }) {
  const t = useTranslations('appointments')
  const format = useFormat()
  const isPatient = useRole() === 'patient'
  const { data: settings } = useQuery(settingsQueries.get())
  const cancel = useCancelAppointment()
  const [reason, setReason] = useState('')
  const when = format.dateTime(visit.appointmentDate, 'day')
  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" size={size}>
          {t('cancelVisit')}
        </Button>
      }
      title={t('cancelQuestion')}
      description={
        isPatient
          ? t('cancelHintPatient', {
              when,
              doctor: fullName(visit.doctor),
              notice: format.duration(settings?.cancellationNoticeMinutes ?? 0),
            })
          : t('cancelHintStaff', { when, patient: fullName(visit.patient) })
      }
      confirmLabel={t('cancelVisit')}
      cancelLabel={t('keepVisit')}
      destructive
      onConfirm={async () => {
        await cancel.mutateAsync({ id: visit.id, reason })
        toast.success(t('cancelled'))
      }}
    >
      <Labelled label={t('cancelReason')}>
        {(id) => (
          <Textarea
            id={id}
            rows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Labelled>
    </ConfirmDialog>
  )
}
