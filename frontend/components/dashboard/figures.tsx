'use client'

import type { Money } from '@hms/contract/common'
import type { LucideIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { CountUp } from '@/components/bits/count-up'
import { Definition } from '@/components/ui/definition'
import { StatCard } from '@/components/ui/stat-card'
import { minorOf, moneyOf } from '@/lib/money'
import { useFormat } from '@/lib/reader'

export type FigureName =
  'visits' | 'waiting' | 'completed' | 'noShow' | 'received' | 'open' | 'overdue' | 'patients' | 'patientsInCare'

interface FigureProps {
  name: FigureName
  /** Left out while it loads. */
  value: number | Money | undefined
  /** Where the same figure counts something else for this reader. */
  definition?: 'visitsWeek' | 'receivedOwn'
  hint?: ReactNode
  icon?: LucideIcon
}

/** One figure with its definition, counting up to its value. */
export function Figure({ name, value, definition, hint, icon }: FigureProps) {
  const t = useTranslations('dashboard')
  const term = t(`figures.${name}`)
  return (
    <StatCard
      label={term}
      action={<Definition term={term}>{t(`definitions.${definition ?? name}`)}</Definition>}
      value={value === undefined ? undefined : <Value value={value} />}
      hint={hint}
      icon={icon}
    />
  )
}

/** A figure that counts up to what it is. */
export function Value({ value }: { value: number | Money }) {
  const format = useFormat()
  if (typeof value === 'number') return <CountUp to={value} format={format.number} />
  return (
    <CountUp to={Number(minorOf(value))} format={(minor) => format.money(moneyOf(BigInt(minor), value.currency))} />
  )
}
