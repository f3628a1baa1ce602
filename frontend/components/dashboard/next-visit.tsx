'use client'

import type { Appointment } from '@hms/contract/appointments'
import { CalendarDays } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { CancelVisit } from '@/components/appointments/cancel-visit'
import { MoveVisit } from '@/components/appointments/move-visit'
import { useVisitRights } from '@/components/appointments/rights'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock } from '@/components/ui/skeleton'
import { fullName } from '@/lib/auth'
import { dateOf } from '@/lib/datetime'
import { useAppointments } from '@/lib/queries/appointments'
import { useFormat } from '@/lib/reader'

/** The patient's next visit, with what can be done about it. */
export function NextVisit() {
  const t = useTranslations('dashboard.patient')
  const [now] = useState(() => new Date().toISOString())
  const list = useAppointments({ from: now, status: 'booked', limit: 1 })
  const visit = list.items[0]
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('nextVisit')}</CardTitle>
      </CardHeader>
      {list.isPending && (
        <CardContent>
          <LoadingBlock className="h-28" />
        </CardContent>
      )}
      {list.error && !visit && <ErrorState error={list.error} onRetry={list.refetch} />}
      {visit && <Visit visit={visit} />}
      {!list.isPending && !list.error && !visit && (
        <Empty icon={CalendarDays} title={t('noVisit')} description={t('noVisitHint')} className="pt-2">
          <Button asChild>
            <Link href="/doctors">{t('findDoctor')}</Link>
          </Button>
        </Empty>
      )}
    </Card>
  )
}

function Visit({ visit }: { visit: Appointment }) {
  const t = useTranslations('dashboard.patient')
  const format = useFormat()
  const { mayMove, mayCancel } = useVisitRights(visit)
  const { appointmentDate: start, endDate, doctor, visitType } = visit
  const dayOfMonth = Number(dateOf(start, format.reader.timeZone).slice(8))
  return (
    <CardContent className="grid gap-4">
      <div className="flex gap-4">
        <time
          dateTime={start}
          className="grid size-16 shrink-0 place-content-center rounded-lg bg-accent text-center text-accent-foreground"
        >
          <span className="text-xs">{format.date(start, 'shortMonth')}</span>
          <span className="text-2xl leading-7 font-semibold">{dayOfMonth}</span>
        </time>
        <div className="min-w-0">
          <p className="text-lg leading-6 font-semibold">{format.date(start, 'long')}</p>
          <p className="tabular">
            {format.timeRange(start, endDate)} · {format.relative(start)}
          </p>
          <p className="text-muted-foreground">
            {t('with', { doctor: fullName(doctor) })} · {visitType?.name ?? doctor.specialization}
          </p>
        </div>
      </div>
      <div className="flex flex-wrap gap-2">
        {mayMove && <MoveVisit visit={visit} />}
        {mayCancel && <CancelVisit visit={visit} />}
        <Button asChild variant="outline">
          <Link href={`/appointments/${visit.id}`}>{t('open')}</Link>
        </Button>
      </div>
    </CardContent>
  )
}
