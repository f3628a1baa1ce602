'use client'

import type { PatientSummary } from '@hms/contract/patients'
import { useQuery } from '@tanstack/react-query'
import { Footprints } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { DeedLink } from '@/components/dashboard/deed-link'
import { Greeting } from '@/components/dashboard/greeting'
import { Button } from '@/components/ui/button'
import { useReach } from '@/lib/auth'
import { appointmentQueries } from '@/lib/queries/appointments'
import { patientQueries } from '@/lib/queries/patients'
import { useFormat } from '@/lib/reader'
import { withTexts } from '@/lib/with-texts'
import desk from '@/messages/en/desk.json'
import { DeskDay } from './desk-day'
import { PatientFinder } from './patient-finder'

const WalkIn = dynamic(() => import('./walk-in').then((module) => module.WalkIn), { ssr: false })

/** Where the front desk and the nurses start: whom they look for, who is expected and who is here. */
export const DeskDashboard = withTexts({ desk }, Desk)

/** How often the day is asked for anew while nothing tells that it has changed, in milliseconds. */
const lookAgain = 60_000

/** Whose walk-in it is; nobody's yet. */
type Arrival = { patient: PatientSummary | null }

function Desk() {
  const router = useRouter()
  const today = useFormat().today()
  const books = useReach('appointment:book') === 'all'
  const visits = useQuery({ ...appointmentQueries.range({ from: today, to: today }), refetchInterval: lookAgain })
  const registeredId = useSearchParams().get('patientId')
  const registered = useQuery({ ...patientQueries.one(registeredId ?? ''), enabled: registeredId !== null })
  const [arrival, setArrival] = useState<Arrival | null>(null)
  return (
    <>
      <Greeting actions={<Deeds onWalkIn={() => setArrival({ patient: null })} />} />
      <div className="grid gap-6">
        <PatientFinder
          visits={visits.data}
          registered={registeredId ? registered.data : undefined}
          onWalkIn={books ? (patient) => setArrival({ patient }) : undefined}
        />
        <DeskDay query={visits} />
      </div>
      {arrival && (
        <WalkIn
          patient={arrival.patient}
          onClose={() => setArrival(null)}
          onDone={() => registeredId && router.replace('/dashboard', { scroll: false })}
        />
      )}
    </>
  )
}

/** So that they stand in one line. */
const onPhone = 'max-sm:px-3 max-sm:[&_svg]:hidden'

/** What the reader may begin. */
function Deeds({ onWalkIn }: { onWalkIn: () => void }) {
  const t = useTranslations('desk')
  const registers = useReach('patient:create') === 'all'
  const books = useReach('appointment:book') === 'all'
  return (
    <>
      {registers && <DeedLink deed="register" next="/dashboard" variant="outline" className={onPhone} />}
      {books && (
        <>
          <Button variant="outline" className={onPhone} onClick={onWalkIn}>
            <Footprints aria-hidden />
            {t('walkIn')}
          </Button>
          <DeedLink deed="book" className={onPhone} />
        </>
      )}
    </>
  )
}
