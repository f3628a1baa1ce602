'use client'

import type { Appointment } from '@hms/contract/appointments'
import { CalendarCheck2, ChevronDown, ChevronUp } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useNow } from '@/components/appointments/hooks'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardAction, CardHeader, CardTitle } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { fullName } from '@/lib/auth'
import { appointmentTones } from '@/lib/constants'
import { useFormat } from '@/lib/reader'
import { cn } from '@/lib/utils'
import { QuickActions } from './quick-actions'

const isToCome = ({ status }: Appointment) => status === 'booked' || status === 'checked-in'
/** So many are folded at least; fewer take no more place than what would unfold them is worth. */
const FOLDED_LEAST = 3

/** A day as a line from morning to evening. What was over before the first visit that is not is folded away. */
export function TodayVisits({ visits }: { visits: Appointment[] }) {
  const t = useTranslations('dashboard.doctor')
  const now = useNow()
  const [isUnfolded, setUnfolded] = useState(false)
  const over = visits.findIndex(isToCome)
  const folds = over >= FOLDED_LEAST
  const next = visits.find(({ status, endDate }) => status === 'booked' && Date.parse(endDate) > now)
  return (
    <Card className="overflow-hidden">
      <CardHeader>
        <CardTitle>{t('visits')}</CardTitle>
        <CardAction>
          <Button asChild variant="ghost" size="sm">
            <Link href="/appointments">{t('openCalendar')}</Link>
          </Button>
        </CardAction>
      </CardHeader>
      {visits.length === 0 ? (
        <Empty icon={CalendarCheck2} title={t('noVisits')} description={t('noVisitsHint')} className="border-t" />
      ) : (
        <>
          {folds && (
            <Button
              variant="ghost"
              className="w-full rounded-none border-t"
              aria-expanded={isUnfolded}
              onClick={() => setUnfolded(!isUnfolded)}
            >
              {isUnfolded ? <ChevronUp aria-hidden /> : <ChevronDown aria-hidden />}
              {t(isUnfolded ? 'hideEarlier' : 'showEarlier', { count: over })}
            </Button>
          )}
          <ol aria-label={t('visits')} className="border-t py-1">
            {visits.slice(folds && !isUnfolded ? over : 0).map((visit) => (
              <Row key={visit.id} visit={visit} isNext={visit.id === next?.id} />
            ))}
          </ol>
        </>
      )}
    </Card>
  )
}

const dots = {
  booked: 'border-info bg-card',
  'checked-in': 'border-primary bg-primary',
  completed: 'border-success bg-success',
  cancelled: 'border-border bg-muted',
  'no-show': 'border-warning bg-warning',
} as const

/** Notes often only repeat the kind of visit. */
function subjectOf({ visitType, notes }: Appointment) {
  return [...new Set([visitType?.name, notes])].filter(Boolean).join(' · ')
}

function Row({ visit, isNext }: { visit: Appointment; isNext: boolean }) {
  const common = useTranslations('common')
  const t = useTranslations('dashboard.doctor')
  const format = useFormat()
  const { status, patient, appointmentDate } = visit
  const isOff = status === 'cancelled' || status === 'no-show'
  return (
    <li
      className={cn(
        'grid grid-cols-[4.25rem_1rem_minmax(0,1fr)] gap-x-3 px-5 sm:grid-cols-[4.25rem_1rem_minmax(0,1fr)_auto]',
        isNext && 'bg-accent/60',
      )}
    >
      <time dateTime={appointmentDate} className={cn('py-3 text-right tabular', isOff && 'text-muted-foreground')}>
        {format.time(appointmentDate)}
      </time>
      <span
        aria-hidden
        className="relative before:absolute before:inset-y-0 before:left-1/2 before:w-px before:bg-border"
      >
        <span className={cn('absolute top-4 left-1/2 size-2.5 -translate-x-1/2 rounded-full border-2', dots[status])} />
      </span>
      <div className="min-w-0 py-3">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={`/appointments/${visit.id}`}
            className={cn('truncate font-medium hover:underline', isOff && 'font-normal text-muted-foreground')}
          >
            {fullName(patient)}
          </Link>
          <Badge tone={appointmentTones[status]}>{common(`appointmentStatus.${status}`)}</Badge>
          {isNext && <Badge tone="primary">{t('next')}</Badge>}
        </p>
        <p className="truncate text-sm text-muted-foreground">{subjectOf(visit)}</p>
      </div>
      <div className="flex flex-wrap items-center gap-2 empty:hidden max-sm:col-start-3 max-sm:pb-3">
        <QuickActions visit={visit} />
      </div>
    </li>
  )
}
