'use client'

import type { Appointment } from '@hms/contract/appointments'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { useNow } from '@/components/appointments/hooks'
import { QuickActions } from '@/components/dashboard/quick-actions'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { FilterSelect } from '@/components/ui/filter-select'
import { QuietLink } from '@/components/ui/quiet-link'
import { LoadingBlock } from '@/components/ui/skeleton'
import { fullName } from '@/lib/auth'
import { appointmentTones } from '@/lib/constants'
import { useFormat } from '@/lib/reader'
import { cn } from '@/lib/utils'
import { dayOf, doctorsOf, minutesSince } from './day'

interface DeskDayProps {
  query: { data: Appointment[] | undefined; error: Error | null; refetch: () => unknown }
}

const columns = 'grid grid-cols-1 items-start gap-4 xl:grid-cols-2'

/** Everybody who is expected today, in the whole house: late, due, here, and with whom. */
export function DeskDay({ query: { data, error, refetch } }: DeskDayProps) {
  const t = useTranslations('desk.day')
  const [doctorId, setDoctorId] = useState<string>()
  return (
    <section className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="mr-auto text-base font-semibold">{t('title')}</h2>
        <FilterSelect
          label={t('doctor')}
          allLabel={t('allDoctors')}
          className="w-48"
          value={doctorId}
          options={doctorsOf(data ?? []).map((doctor) => ({ value: doctor.id, label: fullName(doctor) }))}
          onValueChange={setDoctorId}
        />
        <Button asChild variant="ghost" size="sm" className="max-sm:hidden">
          <QuietLink href="/appointments">{t('openCalendar')}</QuietLink>
        </Button>
      </div>
      {data && <Visits visits={data.filter((visit) => !doctorId || visit.doctorId === doctorId)} />}
      {!data && error && (
        <Card>
          <ErrorState error={error} onRetry={refetch} />
        </Card>
      )}
      {!data && !error && (
        <div className={columns}>
          <LoadingBlock className="h-96 rounded-xl" />
          <LoadingBlock className="h-96 rounded-xl" />
        </div>
      )}
    </section>
  )
}

function Visits({ visits }: { visits: Appointment[] }) {
  const t = useTranslations('desk.day')
  const now = useNow()
  const { late, due, here, over } = dayOf(visits, now)
  const expected = [...late, ...due]
  return (
    <>
      <div className={columns}>
        <Group
          title={t('expected')}
          count={expected.length}
          mark={late.length > 0 && <Badge tone="warning">{t('lateCount', { count: late.length })}</Badge>}
          empty={t('expectedNone')}
          shown={nextOnes}
        >
          {expected.map((visit) => (
            <Row key={visit.id} visit={visit} lateMinutes={minutesSince(visit.appointmentDate, now)} />
          ))}
        </Group>
        <Group title={t('here')} count={here.length} empty={t('hereNone')}>
          {here.map((visit) => (
            <Row
              key={visit.id}
              visit={visit}
              waitingMinutes={visit.checkedInAt ? minutesSince(visit.checkedInAt, now) : undefined}
            />
          ))}
        </Group>
      </div>
      {over.length > 0 && <Over visits={over} />}
    </>
  )
}

/** The first screen is for those who come next, and for all who are here. */
const nextOnes = 8

interface GroupProps {
  title: string
  count: number
  mark?: ReactNode
  empty: string
  /** So many stand there until more are asked for. */
  shown?: number
  children: ReactNode[]
}

function Group({ title, count, mark, empty, shown = Infinity, children }: GroupProps) {
  const t = useTranslations('desk.day')
  const [isWhole, setWhole] = useState(false)
  const left = isWhole ? 0 : count - shown
  return (
    <Card className="overflow-hidden">
      <CardHeader>
        <CardTitle className="flex items-center gap-2">
          {title} <span className="font-normal text-muted-foreground tabular">{count}</span> {mark}
        </CardTitle>
      </CardHeader>
      {count === 0 ? (
        <CardContent className="text-muted-foreground">{empty}</CardContent>
      ) : (
        <ol aria-label={title} className="divide-y border-t">
          {left > 0 ? children.slice(0, shown) : children}
        </ol>
      )}
      {left > 0 && (
        <Button variant="ghost" className="w-full rounded-none border-t" onClick={() => setWhole(true)}>
          <ChevronDown aria-hidden />
          {t('showAll', { count: left })}
        </Button>
      )}
    </Card>
  )
}

interface RowProps {
  visit: Appointment
  lateMinutes?: number
  /** Left out for those who are not here, or since nobody knows when. */
  waitingMinutes?: number | undefined
}

function Row({ visit, lateMinutes = 0, waitingMinutes }: RowProps) {
  const t = useTranslations('desk.day')
  const format = useFormat()
  const { appointmentDate, doctor, patient, visitType } = visit
  return (
    <li className="grid grid-cols-[4.25rem_minmax(0,1fr)] items-center gap-x-3 gap-y-2 px-5 py-2.5 sm:grid-cols-[4.25rem_minmax(0,1fr)_auto]">
      <time
        dateTime={appointmentDate}
        className={cn('text-right tabular', lateMinutes > 0 && 'font-medium text-warning')}
      >
        {format.time(appointmentDate)}
      </time>
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <QuietLink
            oneOfMany
            href={`/appointments/${visit.id}`}
            className="max-w-full truncate font-medium hover:underline"
          >
            {fullName(patient)}
          </QuietLink>
          {lateMinutes > 0 && <Badge tone="warning">{t('late', { duration: format.duration(lateMinutes) })}</Badge>}
          {waitingMinutes !== undefined && (
            <Badge tone="primary">{t('waiting', { duration: format.duration(waitingMinutes) })}</Badge>
          )}
        </p>
        <p className="truncate text-sm text-muted-foreground">
          {[t('with', { doctor: fullName(doctor) }), visitType?.name].filter(Boolean).join(' · ')}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2 empty:hidden max-sm:col-start-2">
        <QuickActions visit={visit} />
      </div>
    </li>
  )
}

function Over({ visits }: { visits: Appointment[] }) {
  const t = useTranslations('desk.day')
  const common = useTranslations('common')
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  return (
    <Card className="overflow-hidden">
      <Button variant="ghost" className="w-full rounded-none" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? <ChevronUp aria-hidden /> : <ChevronDown aria-hidden />}
        {t('over', { count: visits.length })}
      </Button>
      {isOpen && (
        <ol aria-label={t('overLabel')} className="divide-y border-t">
          {visits.map(({ id, appointmentDate, patient, doctor, status }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 py-2 text-sm">
              <time dateTime={appointmentDate} className="w-17 text-right text-muted-foreground tabular">
                {format.time(appointmentDate)}
              </time>
              <QuietLink oneOfMany href={`/appointments/${id}`} className="min-w-0 truncate hover:underline">
                {fullName(patient)}
              </QuietLink>
              <span className="min-w-0 truncate text-muted-foreground">{t('with', { doctor: fullName(doctor) })}</span>
              <Badge tone={appointmentTones[status]} className="ml-auto">
                {common(`appointmentStatus.${status}`)}
              </Badge>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
