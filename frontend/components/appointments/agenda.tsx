'use client'

import type { Appointment } from '@hms/contract/appointments'
import { CalendarDays } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useDeferredValue, useMemo } from 'react'
import { Badge } from '@/components/ui/badge'
import { Empty } from '@/components/ui/empty'
import { QuietLink } from '@/components/ui/quiet-link'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { fullName } from '@/lib/auth'
import { appointmentTones } from '@/lib/constants'
import { dateOf } from '@/lib/datetime'
import { useFormat } from '@/lib/reader'
import { cn } from '@/lib/utils'

interface AgendaProps {
  /** By start; left out while they load. */
  visits: Appointment[] | undefined
  showDoctor: boolean
  today: string
}

/** Visits as a list, day by day: the calendar that a phone opens with. */
export function Agenda({ visits, showDoctor, today }: AgendaProps) {
  const t = useTranslations('appointments')
  const { timeZone } = useFormat().reader
  // A week of a whole hospital is long: it is drawn in pieces, between which the page answers.
  const shown = useDeferredValue(visits)
  const days = useMemo(() => shown && byDay(shown, timeZone), [shown, timeZone])
  if (!days) return <AgendaSkeleton />
  if (days.length === 0) return <Empty icon={CalendarDays} title={t('noneInRange')} className="grow" />
  return (
    <ol className="grid gap-4">
      {days.map(([date, list]) => (
        <AgendaDay key={date} date={date} isToday={date === today} visits={list} showDoctor={showDoctor} />
      ))}
    </ol>
  )
}

function byDay(visits: Appointment[], timeZone: string): [date: string, visits: Appointment[]][] {
  const days = new Map<string, Appointment[]>()
  for (const visit of visits) {
    if (visit.status === 'cancelled') continue
    const date = dateOf(visit.appointmentDate, timeZone)
    const day = days.get(date) ?? []
    days.set(date, day)
    day.push(visit)
  }
  return [...days]
}

interface AgendaDayProps {
  date: string
  isToday: boolean
  visits: Appointment[]
  showDoctor: boolean
}

function AgendaDay({ date, isToday, visits, showDoctor }: AgendaDayProps) {
  const t = useTranslations('appointments')
  const format = useFormat()
  return (
    <li>
      <h3 className="flex items-center gap-2 border-b pb-1.5 text-sm font-semibold">
        {format.date(date, 'day')}
        {isToday && <Badge tone="primary">{t('today')}</Badge>}
      </h3>
      <ul className="divide-y">
        {visits.map((visit) => (
          <AgendaRow key={visit.id} visit={visit} showDoctor={showDoctor} />
        ))}
      </ul>
    </li>
  )
}

const dots = {
  info: 'bg-info',
  primary: 'bg-primary',
  success: 'bg-success',
  warning: 'bg-warning',
  neutral: 'bg-muted-foreground',
} as const

function AgendaRow({ visit, showDoctor }: { visit: Appointment; showDoctor: boolean }) {
  const common = useTranslations('common')
  const format = useFormat()
  const { id, status, patient, doctor, visitType, appointmentDate } = visit
  const facts = [...(visitType ? [visitType.name] : []), ...(showDoctor ? [fullName(doctor)] : [])]
  return (
    <li className="relative grid grid-cols-[4.25rem_0.5rem_minmax(0,1fr)_auto] items-baseline gap-x-3 py-2.5">
      <time dateTime={appointmentDate} className="text-right text-sm text-muted-foreground tabular">
        {format.time(appointmentDate)}
      </time>
      <span aria-hidden className={cn('size-2 rounded-full', dots[appointmentTones[status]])} />
      <div className="min-w-0">
        <QuietLink
          oneOfMany
          href={`/appointments/${id}`}
          className="font-medium after:absolute after:-inset-x-2 after:inset-y-0.5 after:rounded-md hover:after:bg-foreground/5"
        >
          {fullName(patient)}
        </QuietLink>
        {facts.length > 0 && <p className="truncate text-sm text-muted-foreground">{facts.join(' · ')}</p>}
      </div>
      {status !== 'booked' && <Badge tone={appointmentTones[status]}>{common(`appointmentStatus.${status}`)}</Badge>}
    </li>
  )
}

function AgendaSkeleton() {
  return (
    <Loading className="grid gap-3">
      <Skeleton className="h-5 w-28" />
      {Array.from({ length: 6 }, (_, index) => (
        <Skeleton key={index} className="h-11" />
      ))}
    </Loading>
  )
}
