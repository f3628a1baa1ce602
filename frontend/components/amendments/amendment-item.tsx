'use client'

import type { Amendment } from '@hms/contract/amendments'
import type { Role } from '@hms/contract/permissions'
import { FileText } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
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
      <div className="flex flex-wrap gap-2">
        {children}
        {item.text !== null && (
          <Button asChild variant="ghost" size="sm">
            <Link href={`/amendments/${item.id}`} prefetch={false}>
              <FileText aria-hidden />
              {t('item.letter')}
            </Link>
          </Button>
        )}
      </div>
    </li>
  )
}

function Dates({ item }: { item: Amendment }) {
  const t = useTranslations('amendments.item')
  const ways = useTranslations('amendments.ways')
  const format = useFormat()
  const person = usePerson()
  const { requestedAt, dueAt, overdue, status, way, recordedBy, extension } = item
  return (
    <p className="text-xs text-muted-foreground tabular">
      {t('asked', { date: format.date(requestedAt) })}
      {status === 'requested' && (
        <span className={overdue ? 'font-medium text-danger' : undefined}>
          {' · '}
          {t(overdue ? 'overdue' : 'due', { date: format.date(dueAt) })}
        </span>
      )}
      {recordedBy && <span className="block">{t('noted', { ...person(recordedBy), way: ways(way) })}</span>}
      {extension && (
        <span className="block">
          {t('extended', {
            ...person(extension.by),
            date: format.date(extension.at),
            from: format.date(extension.from),
          })}
          {extension.reason && <span className="block break-words whitespace-pre-line">{extension.reason}</span>}
        </span>
      )}
    </p>
  )
}

/** What somebody was called, and in which role. */
export function usePerson() {
  const common = useTranslations('common')
  return (by: Amendment['decidedBy']) => ({
    name: by?.name ?? '–',
    role: by?.role ? common(`role.${by.role as Role}`) : '–',
  })
}

function Decision({ item }: { item: Amendment }) {
  const t = useTranslations('amendments')
  const person = usePerson()
  const format = useFormat()
  const { decidedAt, decidedBy, decision, basis, correctedVersion } = item
  if (!decidedAt) return null
  return (
    <div className="rounded-lg border bg-muted/40 px-3 py-2">
      <p className="text-xs text-muted-foreground">
        {t('item.decided', { ...person(decidedBy), date: format.date(decidedAt) })}
        {correctedVersion !== null && ` · ${t('item.corrected', { version: correctedVersion })}`}
      </p>
      {basis && <p className="font-medium">{t(`bases.${basis}`)}</p>}
      <p className="break-words whitespace-pre-line">{decision ?? t('item.withheld')}</p>
    </div>
  )
}

function Statement({ item: { statementAt, statement, statementRecordedBy } }: { item: Amendment }) {
  const t = useTranslations('amendments.item')
  const person = usePerson()
  const format = useFormat()
  if (!statementAt) return null
  const date = format.date(statementAt)
  return (
    <div className="rounded-lg border bg-muted/40 px-3 py-2">
      <p className="text-xs text-muted-foreground">
        {statementRecordedBy ? t('statementNoted', { ...person(statementRecordedBy), date }) : t('statement', { date })}
      </p>
      <p className="break-words whitespace-pre-line">{statement ?? t('withheld')}</p>
    </div>
  )
}
