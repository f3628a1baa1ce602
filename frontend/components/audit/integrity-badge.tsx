'use client'

import type { AuditIntegrity } from '@hms/contract/audit'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { auditQueries } from '@/lib/queries/audit'
import { useFormat } from '@/lib/reader'

/** Whether the log is as it was sealed: a line that keeps itself up to date, and an alarm when it is not. */
export function IntegrityBadge() {
  const { data } = useQuery(auditQueries.integrity())
  return <div className="mb-4 min-h-7 max-sm:min-h-17">{data && <Integrity state={data} />}</div>
}

/** So long after a row was written, its seal is late. */
const LATE_SECONDS = 60

function Integrity({ state }: { state: AuditIntegrity }) {
  const t = useTranslations('audit.integrity')
  const format = useFormat()
  const { broken, lastVerification, secondsBehind, sealedUpTo } = state
  const isLate = secondsBehind > LATE_SECONDS
  const failing = state.anchors.filter(({ failure }) => failure !== null)
  const tone = broken ? 'danger' : isLate || failing.length > 0 ? 'warning' : lastVerification ? 'success' : 'info'
  return (
    <div className="grid gap-3">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted-foreground">
        <Badge dot tone={tone}>
          {t('sealed', { ordinal: sealedUpTo })}
        </Badge>
        <span>
          {lastVerification ? t('verified', { when: format.relative(lastVerification.finishedAt) }) : t('notVerified')}
          {' · '}
          <Anchors anchors={state.anchors} />
        </span>
      </p>
      {broken && (
        <Alert variant="destructive">
          <p className="font-medium">{t('broken', { ordinal: broken.ordinal ?? 0 })}</p>
          <p className="break-words">{broken.finding}</p>
          <p>{t('brokenHint')}</p>
        </Alert>
      )}
      {isLate && <Alert variant="warning">{t('late')}</Alert>}
      {failing.map(({ destination, failure }) => (
        <Alert key={destination} variant="warning">
          {t('anchorFails', { destination: t(`destinations.${destination}`), failure: failure ?? '' })}
        </Alert>
      ))}
    </div>
  )
}

function Anchors({ anchors }: Pick<AuditIntegrity, 'anchors'>) {
  const t = useTranslations('audit.integrity')
  const format = useFormat()
  if (anchors.length === 0) return t('noAnchors')
  const times = anchors.flatMap(({ lastAt }) => lastAt ?? []).sort()
  const last = times.at(-1)
  return last ? t('anchored', { when: format.relative(last) }) : t('notAnchored')
}
