'use client'

import type { Appointment } from '@hms/contract/appointments'
import { useQuery } from '@tanstack/react-query'
import { UserRoundX } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock } from '@/components/ui/skeleton'
import { fullName, useMe } from '@/lib/auth'
import { addDays, startOfWeek } from '@/lib/datetime'
import { appointmentQueries } from '@/lib/queries/appointments'
import { reportQueries } from '@/lib/queries/reports'
import { useFormat } from '@/lib/reader'
import { AppointmentChart } from './appointment-chart'
import { Figure } from './figures'
import { Greeting } from './greeting'
import { QuickActions } from './quick-actions'
import { TodayVisits } from './today-visits'

/** How often others' changes to the day are looked for, in milliseconds. */
const lookAgain = 60_000

/** The day of a doctor: who is waiting, who comes, and how the weeks look. */
export function DoctorDashboard() {
  const format = useFormat()
  const me = useMe()!
  const today = format.today()
  return (
    <>
      <Greeting />
      {me.doctor ? <Day today={today} /> : <NoProfile />}
    </>
  )
}

function NoProfile() {
  const t = useTranslations('dashboard.doctor')
  return (
    <Card>
      <Empty icon={UserRoundX} title={t('noProfile')} description={t('noProfileHint')} />
    </Card>
  )
}

function Day({ today }: { today: string }) {
  const t = useTranslations('dashboard.doctor')
  const format = useFormat()
  const visits = useQuery({ ...appointmentQueries.range({ from: today, to: today }), refetchInterval: lookAgain })
  const nextMonday = addDays(startOfWeek(today), 7)
  const nextWeek = { from: nextMonday, to: addDays(nextMonday, 6) }
  return (
    <div className="grid items-start gap-6 settles xl:grid-cols-[minmax(0,1fr)_22rem] xl:grid-rows-[auto_1fr]">
      <div className="xl:col-start-2">
        <Waiting visits={visits.data?.filter(({ status }) => status === 'checked-in')} />
      </div>
      <div className="xl:col-start-1 xl:row-span-2 xl:row-start-1">
        {visits.data && <TodayVisits visits={visits.data} />}
        {visits.isPending && <LoadingBlock className="h-96 rounded-xl" />}
        {visits.error && !visits.data && (
          <Card>
            <ErrorState error={visits.error} onRetry={visits.refetch} />
          </Card>
        )}
      </div>
      <div className="grid gap-6 xl:col-start-2">
        <OwnFigures today={today} />
        <AppointmentChart
          title={t('nextWeek')}
          description={t('nextWeekHint', {
            from: format.date(nextWeek.from, 'dayOfMonth'),
            to: format.date(nextWeek.to, 'dayOfMonth'),
          })}
          span="day"
          period={nextWeek}
        />
      </div>
    </div>
  )
}

function Waiting({ visits }: { visits: Appointment[] | undefined }) {
  const t = useTranslations('dashboard.doctor')
  const format = useFormat()
  return (
    <Card className="overflow-hidden">
      <CardHeader>
        <CardTitle>{t('waiting')}</CardTitle>
      </CardHeader>
      {visits === undefined && (
        <CardContent>
          <LoadingBlock className="h-12" />
        </CardContent>
      )}
      {visits?.length === 0 && <CardContent className="text-muted-foreground">{t('waitingNone')}</CardContent>}
      {visits && visits.length > 0 && (
        <ul aria-label={t('waiting')} className="divide-y border-t">
          {visits.map((visit) => (
            <li key={visit.id} className="flex items-center gap-3 px-5 py-3">
              <div className="min-w-0 flex-1">
                <Link href={`/appointments/${visit.id}`} className="font-medium hover:underline">
                  {fullName(visit.patient)}
                </Link>
                <p className="text-sm text-muted-foreground tabular">
                  {t('waitingFor', { time: format.time(visit.appointmentDate) })}
                </p>
              </div>
              <QuickActions visit={visit} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function OwnFigures({ today }: { today: string }) {
  const t = useTranslations('dashboard.doctor')
  const monday = startOfWeek(today)
  const week = useQuery(reportQueries.appointments({ from: monday, to: addDays(monday, 6), groupBy: 'week' }))
  const summary = useQuery(reportQueries.summary())
  const figures = week.data?.[0]
  const failed = [week, summary].find(({ error, data }) => error && !data)
  if (failed) {
    return (
      <Card>
        <ErrorState error={failed.error} onRetry={failed.refetch} />
      </Card>
    )
  }
  return (
    <section className="grid gap-3">
      <h2 className="text-base font-semibold">{t('week')}</h2>
      <div className="grid grid-cols-2 gap-3">
        <Figure name="visits" definition="visitsWeek" value={figures?.total} />
        <Figure name="completed" value={figures?.completed} />
        <Figure name="noShow" value={figures?.noShow} />
        <Figure name="patientsInCare" value={summary.data?.patients} />
      </div>
      <Figure name="received" definition="receivedOwn" value={summary.data?.receivedThisMonth} />
    </section>
  )
}
