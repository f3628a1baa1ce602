'use client'

import type { Appointment } from '@hms/contract/appointments'
import { useTranslations } from 'next-intl'
import { useVisitRights } from '@/components/appointments/rights'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { fullName } from '@/lib/auth'
import { useCheckIn, useCompleteVisit, useMarkNoShow } from '@/lib/queries/appointments'
import { toast } from '@/lib/toast'

/** The next step of a visit, small enough for a row. */
export function QuickActions({ visit }: { visit: Appointment }) {
  const { mayCheckIn, mayComplete, mayMarkNoShow } = useVisitRights(visit)
  return (
    <>
      {mayMarkNoShow && <NoShow visit={visit} />}
      {mayCheckIn && <CheckIn visit={visit} />}
      {mayComplete && visit.status === 'checked-in' && <Complete visit={visit} />}
    </>
  )
}

function CheckIn({ visit }: { visit: Appointment }) {
  const t = useTranslations('dashboard.doctor')
  const checkIn = useCheckIn()
  const name = fullName(visit.patient)
  return (
    <Button
      variant="outline"
      size="sm"
      aria-label={t('checkInNamed', { name })}
      pending={checkIn.isPending}
      onClick={() => checkIn.mutate(visit.id, { onSuccess: () => toast.success(t('checkedIn', { name })) })}
    >
      {t('checkIn')}
    </Button>
  )
}

function Complete({ visit }: { visit: Appointment }) {
  const t = useTranslations('dashboard.doctor')
  const complete = useCompleteVisit()
  const name = fullName(visit.patient)
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" aria-label={t('completeNamed', { name })}>
          {t('complete')}
        </Button>
      }
      title={t('completeQuestion', { name })}
      description={t('completeHint')}
      confirmLabel={t('complete')}
      cancelLabel={t('notYet')}
      onConfirm={async () => {
        await complete.mutateAsync(visit.id)
        toast.success(t('completed', { name }))
      }}
    />
  )
}

function NoShow({ visit }: { visit: Appointment }) {
  const t = useTranslations('dashboard.doctor')
  const markNoShow = useMarkNoShow()
  const name = fullName(visit.patient)
  return (
    <ConfirmDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={t('noShowNamed', { name })} className="text-muted-foreground">
          {t('noShow')}
        </Button>
      }
      title={t('noShowQuestion', { name })}
      description={t('noShowHint')}
      confirmLabel={t('noShow')}
      cancelLabel={t('notYet')}
      destructive
      onConfirm={async () => {
        await markNoShow.mutateAsync(visit.id)
        toast.success(t('markedNoShow', { name }))
      }}
    />
  )
}
