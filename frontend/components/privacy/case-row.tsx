'use client'

import type { PrivacyCase } from '@hms/contract/privacy'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ReasonDialog } from '@/components/ui/reason-dialog'
import { useMe } from '@/lib/auth'
import { useClosePrivacyCase } from '@/lib/queries/privacy'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { AlertFacts } from './alert-facts'

const shortId = (id: string) => id.slice(0, 8)

/** One case with what was asked, what was found, and the way to close it. */
export function CaseRow({ item }: { item: PrivacyCase }) {
  const t = useTranslations('privacy.cases')
  const format = useFormat()
  const me = useMe()
  const isOpen = item.state === 'open'
  return (
    <li className="grid gap-3 px-4 py-4 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="grid min-w-0 gap-2">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <Badge dot tone={isOpen ? 'warning' : 'success'}>
            {t(`states.${item.state}`)}
          </Badge>
          {t(`kinds.${item.kind}`)}
        </p>
        <p className="flex flex-wrap gap-x-4 text-sm break-words">
          {item.patient && (
            <span>
              {t('patient')}:{' '}
              <Link
                href={`/patients/${item.patient.id}`}
                prefetch={false}
                className="font-medium underline underline-offset-4"
              >
                {item.patient.name ?? t('unknownPatient', { id: shortId(item.patient.id) })}
              </Link>
            </span>
          )}
          <span>
            {t('subject')}:{' '}
            <span className="font-medium">
              {item.subject ? (item.subject.name ?? shortId(item.subject.id)) : t('nobody')}
            </span>
          </span>
        </p>
        {item.alert && <AlertFacts alert={item.alert} />}
        {(item.message !== null || item.kind !== 'alert') && (
          <p className="text-sm break-words whitespace-pre-line">{item.message ?? t('withheld')}</p>
        )}
        {!isOpen && (
          <div className="rounded-lg border bg-muted/40 px-3 py-2 text-sm">
            <p className="text-xs text-muted-foreground">
              {t('closedBy', {
                name: item.closedBy?.name ?? '',
                date: item.closedAt ? format.dateTime(item.closedAt) : '',
              })}
            </p>
            <p className="break-words whitespace-pre-line">{item.finding ?? t('withheld')}</p>
          </div>
        )}
      </div>
      <div className="flex flex-wrap items-start justify-between gap-2 sm:flex-col sm:items-end">
        <time dateTime={item.openedAt} className="text-xs text-muted-foreground tabular sm:text-right">
          {format.dateTime(item.openedAt)}
          <span className="max-sm:before:content-['_·_'] sm:block">{format.relative(item.openedAt)}</span>
        </time>
        {isOpen && item.subject?.id !== me?.user.id && <Close item={item} />}
      </div>
    </li>
  )
}

function Close({ item }: { item: PrivacyCase }) {
  const t = useTranslations('privacy.cases')
  const close = useClosePrivacyCase()
  return (
    <ReasonDialog
      trigger={
        <Button variant="outline" size="sm">
          {t('close')}
        </Button>
      }
      title={t('closeTitle')}
      description={t('closeHint')}
      label={t('finding')}
      maxLength={4000}
      confirmLabel={t('close')}
      cancelLabel={t('keep')}
      onConfirm={(finding) => close.mutateAsync({ id: item.id, finding }).then(() => toast.success(t('closed')))}
    />
  )
}
