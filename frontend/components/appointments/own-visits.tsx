'use client'

import type { Appointment } from '@hms/contract/appointments'
import { CalendarDays } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { LoadMore } from '@/components/ui/pagination'
import { itemsOf, QueryState } from '@/components/ui/query-card'
import { fullName } from '@/lib/auth'
import { appointmentTones } from '@/lib/constants'
import { addDays } from '@/lib/datetime'
import { useAppointments } from '@/lib/queries/appointments'
import { useFormat } from '@/lib/reader'
import { CancelVisit } from './cancel-visit'
import { useNow } from './hooks'
import { MoveVisit } from './move-visit'
import { useVisitRights } from './rights'

/** The patient's visits: those to come first, with what can be done about them, then those that were. */
export function OwnVisits() {
  const t = useTranslations('appointments')
  const format = useFormat()
  const now = useNow()
  const [today] = useState(() => format.today())
  const coming = useAppointments({ from: today, limit: 100 })
  const earlier = useAppointments({ to: addDays(today, -1), order: 'desc', limit: 20 })
  const isComing = (visit: Appointment) => isActive(visit) && Date.parse(visit.endDate) > now
  const past = [...coming.items.filter((visit) => !isComing(visit)).reverse(), ...earlier.items]
  if (coming.error && coming.items.length === 0) {
    return (
      <Card>
        <ErrorState error={coming.error} onRetry={coming.refetch} />
      </Card>
    )
  }
  return (
    <div className="settles grid max-w-3xl gap-8">
      <Section title={t('upcoming')}>
        <QueryState query={itemsOf(coming)} height="h-36 rounded-xl">
          {(visits) => <Visits visits={visits.filter(isComing)} empty={<NothingPlanned />} />}
        </QueryState>
      </Section>
      <Section title={t('past')}>
        <QueryState query={itemsOf(earlier)} height="h-36 rounded-xl">
          {() => <Visits visits={past} empty={<NothingPast />} />}
        </QueryState>
        {earlier.hasMore && <LoadMore list={earlier} count={past.length} className="px-0" />}
      </Section>
    </div>
  )
}

const isActive = ({ status }: Appointment) => status === 'booked' || status === 'checked-in'

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-3">
      <h2 className="text-base font-semibold">{title}</h2>
      {children}
    </section>
  )
}

function Visits({ visits, empty }: { visits: Appointment[]; empty: ReactNode }) {
  if (visits.length === 0) return empty
  return (
    <ul className="grid gap-3">
      {visits.map((visit) => (
        <VisitCard key={visit.id} visit={visit} />
      ))}
    </ul>
  )
}

function NothingPlanned() {
  const t = useTranslations('appointments')
  return (
    <Card>
      <Empty icon={CalendarDays} title={t('nothingPlanned')} description={t('nothingPlannedHint')}>
        <Button asChild>
          <Link href="/doctors">{t('findDoctor')}</Link>
        </Button>
      </Empty>
    </Card>
  )
}

function NothingPast() {
  const t = useTranslations('appointments')
  return (
    <Card>
      <Empty icon={CalendarDays} title={t('nothingPast')} />
    </Card>
  )
}

function VisitCard({ visit }: { visit: Appointment }) {
  const common = useTranslations('common')
  const format = useFormat()
  const { appointmentDate, endDate, doctor, visitType, status } = visit
  const { mayMove, mayCancel } = useVisitRights(visit)
  return (
    <li>
      <Card className="gap-3 p-4 sm:flex-row sm:items-center sm:justify-between sm:p-5">
        <div className="grid min-w-0 gap-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Link href={`/appointments/${visit.id}`} className="rounded-sm font-semibold hover:underline">
              {format.date(appointmentDate, 'long')}
            </Link>
            <Badge tone={appointmentTones[status]}>{common(`appointmentStatus.${status}`)}</Badge>
          </div>
          <p className="tabular">{format.timeRange(appointmentDate, endDate)}</p>
          <p className="text-sm text-muted-foreground">
            {[fullName(doctor), doctor.specialization, visitType?.name].filter(Boolean).join(' · ')}
          </p>
        </div>
        {(mayMove || mayCancel) && (
          <div className="flex gap-2">
            {mayMove && <MoveVisit visit={visit} size="sm" />}
            {mayCancel && <CancelVisit visit={visit} size="sm" />}
          </div>
        )}
      </Card>
    </li>
  )
}
