'use client'

import type { Amendment } from '@hms/contract/amendments'
import type { Role } from '@hms/contract/permissions'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import type { Tone } from '@/lib/constants'
import { useFormat } from '@/lib/reader'

const tones = {
  requested: 'warning',
  accepted: 'success',
  denied: 'danger',
  withdrawn: 'neutral',
} as const satisfies Record<Amendment['status'], Tone>

interface AmendmentItemProps {
  item: Amendment
  /** Whose it is, where the list is of many. */
  of?: ReactNode
  /** What can be done with it. */
  children?: ReactNode
}

/** One request with what became of it. */
export function AmendmentItem({ item, of, children }: AmendmentItemProps) {
  const t = useTranslations('amendments')
  return (
    <li className="grid gap-2 py-4 text-sm first:pt-0 last:pb-0">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <Badge dot tone={item.overdue ? 'danger' : tones[item.status]}>
          {t(`states.${item.status}`)}
        </Badge>
        {t(`fields.${item.field}`)}
      </p>
      {of}
      <Dates item={item} />
      <p className="break-words whitespace-pre-line">{item.text ?? t('item.withheld')}</p>
      {item.appointmentId && (
        <Link href={`/appointments/${item.appointmentId}`} prefetch={false} className="underline underline-offset-4">
          {t('item.visit')}
        </Link>
      )}
      <Decision item={item} />
      <Statement item={item} />
      {children && <div className="flex flex-wrap gap-2">{children}</div>}
    </li>
  )
}

function Dates({ item: { requestedAt, dueAt, overdue, status } }: { item: Amendment }) {
  const t = useTranslations('amendments.item')
  const format = useFormat()
  return (
    <p className="text-xs text-muted-foreground tabular">
      {t('asked', { date: format.date(requestedAt) })}
      {status === 'requested' && (
        <span className={overdue ? 'font-medium text-danger' : undefined}>
          {' · '}
          {t(overdue ? 'overdue' : 'due', { date: format.date(dueAt) })}
        </span>
      )}
    </p>
  )
}

function Decision({ item }: { item: Amendment }) {
  const t = useTranslations('amendments')
  const common = useTranslations('common')
  const format = useFormat()
  const { decidedAt, decidedBy, decision, basis, correctedVersion } = item
  if (!decidedAt) return null
  return (
    <div className="rounded-lg border bg-muted/40 px-3 py-2">
      <p className="text-xs text-muted-foreground">
        {t('item.decided', {
          name: decidedBy?.name ?? '–',
          role: decidedBy?.role ? common(`role.${decidedBy.role as Role}`) : '–',
          date: format.date(decidedAt),
        })}
        {correctedVersion !== null && ` · ${t('item.corrected', { version: correctedVersion })}`}
      </p>
      {basis && <p className="font-medium">{t(`bases.${basis}`)}</p>}
      <p className="break-words whitespace-pre-line">{decision ?? t('item.withheld')}</p>
    </div>
  )
}

function Statement({ item: { statementAt, statement } }: { item: Amendment }) {
  const t = useTranslations('amendments.item')
  const format = useFormat()
  if (!statementAt) return null
  return (
    <div className="rounded-lg border bg-muted/40 px-3 py-2">
      <p className="text-xs text-muted-foreground">{t('statement', { date: format.date(statementAt) })}</p>
      <p className="break-words whitespace-pre-line">{statement ?? t('withheld')}</p>
    </div>
  )
}
