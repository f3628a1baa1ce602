'use client'

import type { AuditEvent } from '@hms/contract/audit'
import { ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import { useFormat } from '@/lib/reader'
import { cn } from '@/lib/utils'
import { useAuditSentence } from './sentence'

const AuditDetails = lazyPart(() => import('./audit-details').then((module) => module.AuditDetails), {
  placeholder: <Skeleton className="h-24" />,
  early: false,
})

const tones = { refused: 'danger', failed: 'warning' } as const

interface AuditEntryProps {
  event: AuditEvent
  onRequest: (requestId: string) => void
}

/** One deed as a sentence; opens to show what else was recorded. */
export function AuditEntry({ event, onRequest }: AuditEntryProps) {
  const t = useTranslations('audit')
  const format = useFormat()
  const sentence = useAuditSentence()
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <li>
      <div className="relative flex items-start gap-3 px-4 py-3 sm:items-center hover:bg-muted/60">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={`${id}-details`}
          aria-label={t('more', { seq: event.seq })}
          onClick={() => setOpen(!open)}
          className="mt-px grid size-6 shrink-0 place-content-center rounded-sm text-muted-foreground after:absolute after:inset-0"
        >
          <ChevronRight aria-hidden className={cn('size-4 transition-transform', open && 'rotate-90')} />
        </button>
        <div className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 sm:grid-cols-[minmax(0,1fr)_auto]">
          <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 self-center text-sm">
            <span className="min-w-0 break-words">{sentence(event)}</span>
            {event.outcome !== 'success' && <Badge tone={tones[event.outcome]}>{t(`outcomes.${event.outcome}`)}</Badge>}
          </p>
          <time dateTime={event.recorded} className="text-xs text-muted-foreground tabular sm:text-right">
            {format.dateTime(event.recorded)}
            <span className="max-sm:before:content-['_·_'] sm:block">{format.relative(event.recorded)}</span>
          </time>
        </div>
      </div>
      <div id={`${id}-details`}>{open && <AuditDetails event={event} onRequest={onRequest} />}</div>
    </li>
  )
}
