'use client'

import type { Appointment } from '@hms/contract/appointments'
import { useVisitRights } from '@/components/appointments/rights'
import { CheckIn, Complete, NoShow } from '@/components/appointments/visit-steps'

/** The next step of a visit, small enough for a row. */
export function QuickActions({ visit }: { visit: Appointment }) {
  const { mayCheckIn, mayComplete, mayMarkNoShow } = useVisitRights(visit)
  return (
    <>
      {mayMarkNoShow && <NoShow visit={visit} inRow />}
      {mayCheckIn && <CheckIn visit={visit} inRow />}
      {mayComplete && visit.status === 'checked-in' && <Complete visit={visit} inRow />}
    </>
  )
}
