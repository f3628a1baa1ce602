'use client'

import type { Appointment } from '@hms/contract/appointments'
import { useTranslations } from 'next-intl'
import { CancelVisit } from './cancel-visit'
import { MoveVisit } from './move-visit'
import { useVisitRights } from './rights'
import { CheckIn, Complete, NoShow } from './visit-steps'

interface VisitActionsProps {
  visit: Appointment
  /** Completing would leave them behind: asked for first. */
  hasUnsavedNotes: boolean
}

/** What can be done with the visit now, the next step of an ordinary visit last. */
export function VisitActions({ visit, hasUnsavedNotes }: VisitActionsProps) {
  const t = useTranslations('appointments')
  const rights = useVisitRights(visit)
  return (
    <>
      {rights.mayCancel && <CancelVisit visit={visit} />}
      {rights.mayMarkNoShow && <NoShow visit={visit} />}
      {rights.mayMove && <MoveVisit visit={visit} />}
      {rights.mayComplete && <Complete visit={visit} warning={hasUnsavedNotes ? t('notesStayUnsaved') : undefined} />}
      {rights.mayCheckIn && <CheckIn visit={visit} />}
    </>
  )
}
