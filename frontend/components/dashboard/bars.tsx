'use client'

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { ChartRow, ChartSeries } from './chart-rows'

export interface BarsProps {
  rows: ChartRow[]
  series: readonly ChartSeries[]
  /** One bar a row, or one beside the other. */
  stacked?: boolean
  /** Bars run to the right: for groups with names. */
  sideways?: boolean
  /** Writes a value on the axis. */
  axisText: (value: number) => string
  /** Names the sum in the tooltip, where `texts.total` has it. */
  totalName?: string
}

const tick = { fill: 'var(--muted-foreground)', fontSize: 12 }
const rowHeight = 40
const named = 132

/** Bars in the theme's colours. What they say stands in the table beside them, so readers skip them. */
export function Bars({ rows, series, stacked = false, sideways = false, axisText, totalName }: BarsProps) {
  const category = { dataKey: 'tick', tick, tickLine: false, axisLine: { stroke: 'var(--border)' } } as const
  const value = {
    type: 'number',
    tick,
    tickLine: false,
    axisLine: false,
    allowDecimals: false,
    tickFormatter: axisText,
  } as const
  return (
    <ResponsiveContainer width="100%" height={sideways ? rows.length * rowHeight + 32 : 260}>
      <BarChart
        data={rows}
        layout={sideways ? 'vertical' : 'horizontal'}
        margin={{ top: 8, right: sideways ? 12 : 0, bottom: 0, left: 0 }}
        barCategoryGap={sideways ? '28%' : '18%'}
        barGap={2}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--border)" strokeDasharray="3 4" vertical={sideways} horizontal={!sideways} />
        {sideways ? <XAxis {...value} /> : <XAxis {...category} interval="preserveStartEnd" minTickGap={14} />}
        {sideways ? <YAxis {...category} type="category" width={named} /> : <YAxis {...value} width="auto" />}
        <Tooltip
          cursor={{ fill: 'var(--muted)', opacity: 0.6 }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const row = active ? (payload[0]?.payload as ChartRow | undefined) : undefined
            return row ? <TooltipCard row={row} series={series} totalName={totalName} /> : null
          }}
        />
        {series.map(({ key, color }) => (
          <Bar
            key={key}
            dataKey={(row: ChartRow) => row.values[key]}
            fill={color}
            {...(stacked ? { stackId: 'all' } : { radius: [3, 3, 0, 0] as const })}
            stroke="var(--card)"
            strokeWidth={stacked ? 1 : 0}
            maxBarSize={sideways ? 22 : 40}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  )
}

interface TooltipCardProps {
  row: ChartRow
  series: readonly ChartSeries[]
  totalName: string | undefined
}

function TooltipCard({ row, series, totalName }: TooltipCardProps) {
  return (
    <div className="grid gap-1 rounded-lg border bg-popover px-3 py-2 text-xs text-popover-foreground shadow-md">
      <p className="font-medium">{row.label}</p>
      {series
        .filter(({ key }) => row.values[key])
        .map(({ key, name, color }) => (
          <p key={key} className="flex items-center gap-2">
            <span aria-hidden className="size-2.5 rounded-xs" style={{ background: color }} />
            <span className="flex-1 text-muted-foreground">{name}</span>
            <span className="pl-3 tabular">{row.texts[key]}</span>
          </p>
        ))}
      {totalName && row.texts.total && (
        <p className="flex justify-between gap-5 border-t pt-1 font-medium">
          <span>{totalName}</span>
          <span className="tabular">{row.texts.total}</span>
        </p>
      )}
    </div>
  )
}
