'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { Segments } from '@/components/ui/segments'
import { addDays } from '@/lib/datetime'
import { reportQueries } from '@/lib/queries/reports'
import { useFormat } from '@/lib/reader'
import { AppointmentChart, useSpanNames, useStatusSeries } from './appointment-chart'
import { ChartCard } from './chart-card'
import {
  appointmentRows,
  busiest,
  type ChartSeries,
  revenuePeriod,
  revenueRows,
  type Span,
  trendPeriod,
} from './chart-rows'
import { useSeen } from './use-seen'

const spans = ['day', 'week', 'month'] as const

export function TrendChart({ today, className }: { today: string; className?: string }) {
  const t = useTranslations('dashboard.charts')
  const [span, setSpan] = useState<Span>('day')
  return (
    <AppointmentChart
      className={className}
      title={t('trend')}
      description={t('trendHint')}
      span={span}
      period={trendPeriod(span, today)}
      controls={
        <Segments
          label={t('period')}
          value={span}
          onValueChange={setSpan}
          options={spans.map((value) => ({ value, label: t(value) }))}
        />
      }
    />
  )
}

const groupings = ['specialization', 'doctor'] as const
const mostGroups = 8
const longestName = 19

/** Appointments of the last 30 days by field or doctor, the busiest first. */
export function GroupChart({ today }: { today: string }) {
  const t = useTranslations('dashboard.charts')
  const format = useFormat()
  const [groupBy, setGroupBy] = useState<(typeof groupings)[number]>('specialization')
  const [ref, isSeen] = useSeen()
  const report = useQuery({
    ...reportQueries.appointments({ from: addDays(today, -29), to: today, groupBy }),
    enabled: isSeen,
  })
  const series = useStatusSeries()
  const rows = useMemo(() => {
    const name = (label: string) => ({
      label: label || t('unnamed'),
      tick: label.length > longestName ? `${label.slice(0, longestName - 1)}…` : label || t('unnamed'),
    })
    const items = report.data && busiest(report.data, mostGroups, t('otherGroups'))
    return items && appointmentRows(items, ({ label }) => name(label), format.number)
  }, [report.data, t, format])
  return (
    <ChartCard
      ref={ref}
      isSeen={isSeen}
      title={t('groups')}
      description={t('groupsHint')}
      rowName={t(groupBy)}
      rows={rows}
      error={report.error}
      onRetry={report.refetch}
      series={series}
      stacked
      sideways
      axisText={format.number}
      totalName={t('total')}
      controls={
        <Segments
          label={t('by')}
          value={groupBy}
          onValueChange={setGroupBy}
          options={groupings.map((value) => ({ value, label: t(value) }))}
        />
      }
    />
  )
}

const revenueSpans = ['week', 'month'] as const

/** What was billed beside what came in. */
export function RevenueChart({ today }: { today: string }) {
  const t = useTranslations('dashboard.charts')
  const format = useFormat()
  const [span, setSpan] = useState<'week' | 'month'>('week')
  const [ref, isSeen] = useSeen()
  const report = useQuery({
    ...reportQueries.revenue({ ...revenuePeriod(span, today), groupBy: span }),
    enabled: isSeen,
  })
  const name = useSpanNames(span)
  const rows = useMemo(() => report.data && revenueRows(report.data, name, format.money), [report.data, name, format])
  const currency = report.data?.[0]?.billed.currency ?? 'USD'
  const series: ChartSeries[] = [
    { key: 'billed', name: t('billed'), color: 'var(--chart-2)' },
    { key: 'received', name: t('received'), color: 'var(--chart-1)' },
  ]
  return (
    <ChartCard
      ref={ref}
      isSeen={isSeen}
      title={t('revenue')}
      description={t('revenueHint')}
      rowName={t(span)}
      rows={rows}
      error={report.error}
      onRetry={report.refetch}
      series={series}
      axisText={(value) => format.moneyCompact({ amount: value.toFixed(2), currency })}
      controls={
        <Segments
          label={t('period')}
          value={span}
          onValueChange={setSpan}
          options={revenueSpans.map((value) => ({ value, label: t(value) }))}
        />
      }
    />
  )
}
