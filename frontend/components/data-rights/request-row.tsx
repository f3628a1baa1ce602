'use client'

import type { ErasureRequest } from '@hms/contract/dataRights'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { useMe } from '@/lib/auth'
import { useFormat } from '@/lib/reader'
import { DecideDialog } from './decide-dialog'
import { PerformDialog } from './perform-dialog'
import { requestTones } from './tones'

/** One request: who asks, what stands in the way, what was decided, and what is to be done next. */
export function RequestRow({ item }: { item: ErasureRequest }) {
  const t = useTranslations('dataRights')
  const format = useFormat()
  const { patient } = item
  return (
    <li className="grid gap-3 px-4 py-4 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="grid min-w-0 gap-2 text-sm">
        <p className="flex flex-wrap items-center gap-2">
          <Badge dot tone={requestTones[item.status]}>
            {t(`states.${item.status}`)}
          </Badge>
          <Link
            href={`/patients/${patient.id}`}
            prefetch={false}
            className="font-medium break-words underline underline-offset-4"
          >
            {patient.name ?? patient.id.slice(0, 8)}
          </Link>
          <span className="text-muted-foreground tabular">{patient.mrn}</span>
        </p>
        <p className="text-muted-foreground">
          {item.byPatient ? t('list.asked') : t('list.noted', { name: item.requestedBy.name ?? '' })}
        </p>
        {item.reason && <p className="break-words whitespace-pre-line">{item.reason}</p>}
        <Obstacles item={item} />
        {item.decidedAt && (
          <div className="rounded-lg border bg-muted/40 px-3 py-2">
            <p className="text-xs text-muted-foreground">
              {t('list.decided', { name: item.decidedBy?.name ?? '', date: format.dateTime(item.decidedAt) })}
            </p>
            {item.overridesRetention && <p className="text-xs">{t('list.overrides')}</p>}
            {item.decision && <p className="break-words whitespace-pre-line">{item.decision}</p>}
          </div>
        )}
      </div>
      <div className="flex flex-wrap items-start justify-between gap-2 sm:flex-col sm:items-end">
        <time dateTime={item.requestedAt} className="text-xs text-muted-foreground tabular sm:text-right">
          {format.dateTime(item.requestedAt)}
        </time>
        <Next item={item} />
      </div>
    </li>
  )
}

function Obstacles({ item }: { item: ErasureRequest }) {
  const t = useTranslations('dataRights.list')
  const format = useFormat()
  const isRetained = item.retainedUntil !== null && item.retainedUntil > format.today()
  if (!item.heldSince && !isRetained) return null
  return (
    <p className="flex flex-wrap gap-2">
      {item.heldSince && <Badge tone="danger">{t('held', { date: format.date(item.heldSince) })}</Badge>}
      {isRetained && <Badge tone="warning">{t('retained', { date: format.date(item.retainedUntil!) })}</Badge>}
    </p>
  )
}

function Next({ item }: { item: ErasureRequest }) {
  const t = useTranslations('dataRights.list')
  const me = useMe()
  if (item.certificateId) {
    return (
      <Button asChild variant="outline" size="sm">
        <Link href={`/erasures/${item.certificateId}`} prefetch={false}>
          {t('certificate')}
        </Link>
      </Button>
    )
  }
  const isOpen = item.status === 'requested' || item.status === 'approved'
  if (!isOpen) return null
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {item.requestedBy.id !== me?.user.id && <DecideDialog item={item} />}
      {item.status === 'approved' && <PerformDialog item={item} />}
    </div>
  )
}
