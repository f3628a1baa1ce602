'use client'

import type { SummaryReport } from '@hms/contract/reports'
import { useQuery } from '@tanstack/react-query'
import { CalendarCheck2, CircleAlert, Clock, UserPlus, UserRoundX, Wallet } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { memo, type ReactNode, useDeferredValue } from 'react'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import { reportQueries } from '@/lib/queries/reports'
import { useFormat } from '@/lib/reader'
import { GroupChart, RevenueChart, TrendChart } from './admin-charts'
import { DeedLink } from './deed-link'
import { Figure, FigureLink, room } from './figures'
import { Greeting } from './greeting'

const OpenCases = lazyPart(() => import('@/components/privacy/open-cases').then((module) => module.OpenCases), {
  placeholder: <Skeleton className="mb-4 h-8 w-48" />,
  early: false,
})

/** The hospital's day at a glance, its money, and how both have gone. */
export function AdminDashboard() {
  const format = useFormat()
  const today = format.today()
  const summary = useQuery(reportQueries.summary())
  // Figures that arrive are drawn in pieces, between which the page answers.
  const shown = useDeferredValue(summary.data)
  return (
    <>
      <Greeting
        actions={
          <>
            <DeedLink deed="newBill" variant="outline" />
            <DeedLink deed="register" variant="outline" />
            <DeedLink deed="book" />
          </>
        }
      />
      <OpenCases />
      <div className="grid gap-6">
        {summary.error && !summary.data ? (
          <Card>
            <ErrorState error={summary.error} onRetry={summary.refetch} />
          </Card>
        ) : (
          <>
            <TodayFigures today={shown?.today} date={today} />
            <MoneyFigures summary={shown} />
          </>
        )}
        <Charts today={today} />
      </div>
    </>
  )
}

const Charts = memo(function Charts({ today }: { today: string }) {
  return (
    <>
      <TrendChart today={today} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <RevenueChart today={today} />
        <GroupChart today={today} />
      </div>
    </>
  )
})

const grid = 'grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4'

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-3 text-base font-semibold">{title}</h2>
      <div className={grid}>{children}</div>
    </section>
  )
}

interface TodayFiguresProps {
  today: SummaryReport['today'] | undefined
  date: string
}

const TodayFigures = memo(function TodayFigures({ today, date }: TodayFiguresProps) {
  const t = useTranslations('dashboard.admin')
  const format = useFormat()
  const due = today && today.completed + today.noShow
  const rate = today && due ? new Intl.NumberFormat(format.reader.locale, { style: 'percent' }) : null
  const toCome = today && today.total - today.waiting - today.completed - today.cancelled - today.noShow
  const list = (status: string) => `/appointments?from=${date}&to=${date}&status=${status}`
  return (
    <Section title={t('today')}>
      <Figure
        name="visits"
        icon={CalendarCheck2}
        value={today?.total}
        hint={
          toCome !== undefined && <FigureLink href={list('booked')}>{t('ofPlanned', { booked: toCome })}</FigureLink>
        }
      />
      <Figure
        name="waiting"
        icon={Clock}
        value={today?.waiting}
        hint={<FigureLink href={list('checked-in')}>{t('show')}</FigureLink>}
      />
      <Figure
        name="completed"
        icon={CalendarCheck2}
        value={today?.completed}
        hint={<FigureLink href={list('completed')}>{t('show')}</FigureLink>}
      />
      <Figure
        name="noShow"
        icon={UserRoundX}
        value={today?.noShow}
        hint={
          <FigureLink href={list('no-show')}>
            {rate && due ? t('noShowRate', { rate: rate.format(today.noShow / due) }) : t('show')}
          </FigureLink>
        }
      />
    </Section>
  )
})

const MoneyFigures = memo(function MoneyFigures({ summary }: { summary: SummaryReport | undefined }) {
  const t = useTranslations('dashboard.admin')
  const format = useFormat()
  return (
    <Section title={t('money')}>
      <Figure
        name="received"
        icon={Wallet}
        value={summary?.receivedThisMonth}
        hint={
          <span className="block min-h-4 max-sm:min-h-8">
            {summary && t('lastMonth', { amount: format.money(summary.receivedLastMonth) })}
          </span>
        }
      />
      <Figure
        name="open"
        icon={Wallet}
        value={summary?.open.balance}
        hint={
          summary ? (
            <FigureLink href="/billing?status=open">{t('bills', { count: summary.open.count })}</FigureLink>
          ) : (
            room
          )
        }
      />
      <Figure
        name="overdue"
        icon={CircleAlert}
        value={summary?.overdue.balance}
        hint={
          summary ? (
            <FigureLink href="/billing?status=overdue">{t('bills', { count: summary.overdue.count })}</FigureLink>
          ) : (
            room
          )
        }
      />
      <Figure
        name="patients"
        icon={UserPlus}
        value={summary?.patients}
        hint={<FigureLink href="/patients">{t('show')}</FigureLink>}
      />
    </Section>
  )
})
