'use client'

import type { Money } from '@hms/contract/common'
import { useTranslations } from 'next-intl'
import type { ComponentProps, ReactNode } from 'react'
import { CountUp } from '@/components/bits/count-up'
import { Definition } from '@/components/ui/definition'
import { QuietLink } from '@/components/ui/quiet-link'
import { StatCard } from '@/components/ui/stat-card'
import { minorOf, moneyOf } from '@/lib/money'
import { useFormat } from '@/lib/reader'

export type FigureName =
  'visits' | 'waiting' | 'completed' | 'noShow' | 'received' | 'open' | 'overdue' | 'patients' | 'patientsInCare'

interface DefinedFigureProps extends Pick<ComponentProps<typeof StatCard>, 'hint' | 'icon' | 'className'> {
  term: string
  /** What exactly it counts. */
  definition: string
  /** Left out while it loads. */
  value: number | Money | undefined
}

/** One figure with its definition, counting up to its value. */
export function DefinedFigure({ term, definition, value, ...card }: DefinedFigureProps) {
  return (
    <StatCard
      label={term}
      action={<Definition term={term}>{definition}</Definition>}
      value={value === undefined ? undefined : <Value value={value} />}
      {...card}
    />
  )
}

interface FigureProps extends Omit<DefinedFigureProps, 'term' | 'definition'> {
  name: FigureName
  /** Where the same figure counts something else for this reader. */
  definition?: 'visitsWeek' | 'receivedOwn'
}

/** A figure that several dashboards show. */
export function Figure({ name, definition, ...figure }: FigureProps) {
  const t = useTranslations('dashboard')
  return <DefinedFigure term={t(`figures.${name}`)} definition={t(`definitions.${definition ?? name}`)} {...figure} />
}

/** Below a figure: to what it counts. */
export function FigureLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <QuietLink href={href} className="-my-1 inline-block py-1 underline underline-offset-4 hover:text-foreground">
      {children}
    </QuietLink>
  )
}

/** Of the line below a figure while it is still to come. */
export const room = '\u00a0'

/** A figure that counts up to what it is. */
function Value({ value }: { value: number | Money }) {
  const format = useFormat()
  if (typeof value === 'number') return <CountUp to={value} format={format.number} />
  return (
    <CountUp to={Number(minorOf(value))} format={(minor) => format.money(moneyOf(BigInt(minor), value.currency))} />
  )
}
