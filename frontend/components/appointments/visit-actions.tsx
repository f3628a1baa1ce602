'use client'

import type { Appointment } from '@hms/contract/appointments'
import { CircleCheck, UserCheck } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { fullName } from '@/lib/auth'
import { useCheckIn, useCompleteVisit, useMarkNoShow } from '@/lib/queries/appointments'
import { toast } from '@/lib/toast'
import { CancelVisit } from './cancel-visit'
import { MoveVisit } from './move-visit'
import { useVisitRights } from './rights'

interface VisitActionsProps {
  visit: Appointment
  /** Completing would leave them behind: asked for first. */
  hasUnsavedNotes: boolean
}

/** What can be done with the visit now, the next step of an ordinary visit last. */
export function VisitActions({ visit, hasUnsavedNotes }: VisitActionsProps) {
  const rights = useVisitRights(visit)
  return (
    <>
      {rights.mayCancel && <CancelVisit visit={visit} />}
      {rights.mayMarkNoShow && <NoShow visit={visit} />}
      {rights.mayMove && <MoveVisit visit={visit} />}
      {rights.mayComplete && <Complete visit={visit} hasUnsavedNotes={hasUnsavedNotes} />}
      {rights.mayCheckIn && <CheckIn visit={visit} />}
    </>
  )
}

function CheckIn({ visit }: { visit: Appointment }) {
  const t = useTranslations('appointments')
  const checkIn = useCheckIn()
  return (
    <Button
      pending={checkIn.isPending}
      onClick={() => checkIn.mutate(visit.id, { onSuccess: () => toast.success(t('checkedIn')) })}
    >
      {!checkIn.isPending && <UserCheck aria-hidden />}
      {t('checkIn')}
    </Button>
  )
}

function Complete({ visit, hasUnsavedNotes }: VisitActionsProps) {
  const t = useTranslations('appointments')
  const complete = useCompleteVisit()
  return (
    <ConfirmDialog
      trigger={
        <Button variant={visit.status === 'checked-in' ? 'default' : 'outline'}>
          <CircleCheck aria-hidden />
          {t('complete')}
        </Button>
      }
      title={t('completeQuestion')}
      description={
        <>
          {t('completeHint', { patient: fullName(visit.patient) })} {hasUnsavedNotes && t('notesStayUnsaved')}
        </>
      }
      confirmLabel={t('complete')}
      onConfirm={() => complete.mutateAsync(visit.id)}
    />
  )
}

function NoShow({ visit }: { visit: Appointment }) {
  const t = useTranslations('appointments')
  const markNoShow = useMarkNoShow()
  return (
    <ConfirmDialog
      trigger={<Button variant="outline">{t('noShow')}</Button>}
      title={t('noShowQuestion')}
      description={t('noShowHint', { patient: fullName(visit.patient) })}
      confirmLabel={t('noShow')}
      destructive
      onConfirm={() => markNoShow.mutateAsync(visit.id)}
    />
  )
}
