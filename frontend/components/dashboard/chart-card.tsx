'use client'

import { BarChart3, Table2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { type ReactNode, type Ref, useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock, Skeleton } from '@/components/ui/skeleton'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { BarsProps } from './bars'
import type { ChartRow, ChartSeries } from './chart-rows'

const loadBars = () => import('./bars').then((module) => module.Bars)

const Bars = dynamic(loadBars, {
  ssr: false,
  loading: () => <LoadingBlock className="h-65" />,
})

interface ChartCardProps extends Omit<BarsProps, 'rows'> {
  /** Of `useSeen`, with its answer: what has not come into sight is neither asked for nor drawn. */
  ref: Ref<HTMLDivElement>
  isSeen: boolean
  title: string
  description: string
  /** What the first column of the table holds. */
  rowName: string
  /** Left out while they load. */
  rows: ChartRow[] | undefined
  error: Error | null
  onRetry: () => unknown
  /** Choices that stand above the chart. */
  controls?: ReactNode
  className?: string
}

/** A chart, or the same figures as a table. */
export function ChartCard({ ref, title, description, controls, className, ...content }: ChartCardProps) {
  const t = useTranslations('dashboard.charts')
  const [isTable, setTable] = useState(false)
  const name = isTable ? t('showChart') : t('showTable')
  const Icon = isTable ? BarChart3 : Table2
  const { isSeen } = content
  useEffect(() => {
    if (isSeen) void loadBars()
  }, [isSeen])
  return (
    <Card ref={ref} className={className}>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
        <CardDescription>{description}</CardDescription>
        <CardAction>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={`${title}: ${name}`}
            title={name}
            onClick={() => setTable(!isTable)}
          >
            <Icon aria-hidden />
          </Button>
        </CardAction>
      </CardHeader>
      <CardContent className="grid min-w-0 gap-4">
        {controls && <div className="flex flex-wrap gap-2">{controls}</div>}
        <Content title={title} isTable={isTable} {...content} />
      </CardContent>
    </Card>
  )
}

type ContentProps = Omit<ChartCardProps, 'ref' | 'description' | 'controls' | 'className'> & { isTable: boolean }

function Content({ title, isSeen, isTable, rows: known, error, onRetry, rowName, ...bars }: ContentProps) {
  const t = useTranslations('dashboard.charts')
  const { series, totalName } = bars
  // Of somebody who comes back the figures are there at once; the page does not wait for their picture.
  const rows = isSeen ? known : undefined
  if (error && !rows) return <ErrorState error={error} onRetry={onRetry} />
  if (!rows) {
    return (
      <>
        {isSeen ? <LoadingBlock className="h-65" /> : <Skeleton className="h-65" />}
        <Legend series={series} />
      </>
    )
  }
  if (rows.every(({ values }) => Object.values(values).every((value) => !value))) return <Empty title={t('noData')} />
  if (isTable) return <Figures title={title} rows={rows} series={series} rowName={rowName} totalName={totalName} />
  return (
    <>
      <div
        role="img"
        aria-label={t('summary', { title, first: rows[0]!.label, last: rows.at(-1)!.label })}
        className="animate-in duration-300 fade-in motion-reduce:animate-none"
      >
        <Bars rows={rows} {...bars} />
      </div>
      <Legend series={series} />
    </>
  )
}

function Legend({ series }: { series: readonly ChartSeries[] }) {
  return (
    <ul aria-hidden className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted-foreground">
      {series.map(({ key, name, color }) => (
        <li key={key} className="flex items-center gap-1.5">
          <span className="size-2.5 rounded-xs" style={{ background: color }} />
          {name}
        </li>
      ))}
    </ul>
  )
}

interface FiguresProps {
  title: string
  rows: ChartRow[]
  series: readonly ChartSeries[]
  rowName: string
  totalName: string | undefined
}

function Figures({ title, rows, series, rowName, totalName }: FiguresProps) {
  const columns = totalName ? [...series, { key: 'total', name: totalName }] : series
  return (
    <div className="max-h-80 overflow-auto rounded-lg border" tabIndex={0} role="region" aria-label={title}>
      <Table aria-label={title}>
        <TableHeader>
          <TableRow>
            <TableHead>{rowName}</TableHead>
            {columns.map(({ key, name }) => (
              <TableHead key={key} className="text-right">
                {name}
              </TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={row.key}>
              <th scope="row" className="h-9 pr-3 pl-4 text-left font-normal whitespace-nowrap">
                {row.label}
              </th>
              {columns.map(({ key }) => (
                <TableCell key={key} className="h-9 text-right tabular">
                  {row.texts[key]}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}
