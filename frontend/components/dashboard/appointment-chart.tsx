'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type ReactNode, useMemo } from 'react'
import { reportQueries } from '@/lib/queries/reports'
import { useFormat } from '@/lib/reader'
import { ChartCard } from './chart-card'
import { appointmentRows, type NameRow, type Span, statusSeries } from './chart-rows'
import { useSeen } from './use-seen'

/** The series of every chart of appointments: their statuses. */
export function useStatusSeries() {
  const common = useTranslations('common')
  return useMemo(
    () => statusSeries.map(({ key, status, color }) => ({ key, color, name: common(`appointmentStatus.${status}`) })),
    [common],
  )
}

/** Names the days, weeks or months of a chart; the API's key is their first day. */
export function useSpanNames(span: Span): NameRow {
  const t = useTranslations('dashboard.charts')
  const format = useFormat()
  return useMemo(
    () =>
      ({ key }) => {
        if (span === 'month') return { label: format.date(key, 'month'), tick: format.date(key, 'shortMonth') }
        const tick = format.date(key, 'dayOfMonth')
        return { tick, label: span === 'week' ? t('weekOf', { date: tick }) : format.date(key, 'day') }
      },
    [span, t, format],
  )
}

interface AppointmentChartProps {
  title: string
  description: string
  span: Span
  period: { from: string; to: string }
  controls?: ReactNode
  className?: string
}

/** Appointments over time, stacked by status. */
export function AppointmentChart({ span, period, ...card }: AppointmentChartProps) {
  const t = useTranslations('dashboard.charts')
  const format = useFormat()
  const [ref, isSeen] = useSeen()
  const report = useQuery({ ...reportQueries.appointments({ ...period, groupBy: span }), enabled: isSeen })
  const series = useStatusSeries()
  const name = useSpanNames(span)
  const rows = useMemo(
    () => report.data && appointmentRows(report.data, name, format.number),
    [report.data, name, format],
  )
  return (
    <ChartCard
      {...card}
      ref={ref}
      isSeen={isSeen}
      rowName={t(span)}
      rows={rows}
      error={report.error}
      onRetry={report.refetch}
      series={series}
      stacked
      axisText={format.number}
      totalName={t('total')}
    />
  )
}
