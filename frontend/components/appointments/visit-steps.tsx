'use client'

import type { Appointment } from '@hms/contract/appointments'
import { CircleCheck, UserCheck } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { fullName } from '@/lib/auth'
import { useCheckIn, useCompleteVisit, useMarkNoShow } from '@/lib/queries/appointments'
import { toast } from '@/lib/toast'

interface StepProps {
  visit: Appointment
  /** Small enough for a row of a list, where the button's name says whose visit is meant. */
  inRow?: boolean
}

/** The patient is here. */
export function CheckIn({ visit, inRow = false }: StepProps) {
  const t = useTranslations('appointments')
  const checkIn = useCheckIn()
  const name = fullName(visit.patient)
  return (
    <Button
      {...(inRow && { variant: 'outline', size: 'sm', 'aria-label': t('checkInNamed', { name }) })}
      pending={checkIn.isPending}
      onClick={() => checkIn.mutate(visit.id, { onSuccess: () => toast.success(t('checkedIn', { name })) })}
    >
      {!inRow && !checkIn.isPending && <UserCheck aria-hidden />}
      {t('checkIn')}
    </Button>
  )
}

/** The visit took place: its bill is raised. `warning` is said before it is confirmed. */
export function Complete({ visit, inRow = false, warning }: StepProps & { warning?: string | undefined }) {
  const t = useTranslations('appointments')
  const complete = useCompleteVisit()
  const name = fullName(visit.patient)
  return (
    <ConfirmDialog
      trigger={
        inRow ? (
          <Button size="sm" aria-label={t('completeNamed', { name })}>
            {t('completeShort')}
          </Button>
        ) : (
          <Button variant={visit.status === 'checked-in' ? 'default' : 'outline'}>
            <CircleCheck aria-hidden />
            {t('complete')}
          </Button>
        )
      }
      title={t('completeQuestion')}
      description={
        <>
          {t('completeHint', { patient: name })} {warning}
        </>
      }
      confirmLabel={t('complete')}
      cancelLabel={t('notYet')}
      onConfirm={async () => {
        await complete.mutateAsync(visit.id)
        if (inRow) toast.success(t('completed', { name }))
      }}
    />
  )
}

/** The patient has not come. */
export function NoShow({ visit, inRow = false }: StepProps) {
  const t = useTranslations('appointments')
  const markNoShow = useMarkNoShow()
  const name = fullName(visit.patient)
  return (
    <ConfirmDialog
      trigger={
        inRow ? (
          <Button variant="ghost" size="sm" aria-label={t('noShowNamed', { name })} className="text-muted-foreground">
            {t('noShowShort')}
          </Button>
        ) : (
          <Button variant="outline">{t('noShow')}</Button>
        )
      }
      title={t('noShowQuestion')}
      description={t('noShowHint', { patient: name })}
      confirmLabel={t('noShow')}
      cancelLabel={t('notYet')}
      destructive
      onConfirm={async () => {
        await markNoShow.mutateAsync(visit.id)
        if (inRow) toast.success(t('markedNoShow', { name }))
      }}
    />
  )
}
