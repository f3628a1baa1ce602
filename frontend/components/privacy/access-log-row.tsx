'use client'

import type { AccessLogEntry } from '@hms/contract/privacy'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Labelled } from '@/components/ui/labelled'
import { Textarea } from '@/components/ui/textarea'
import { useReportAccess } from '@/lib/queries/privacy'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'

type Texts = ReturnType<typeof useTranslations<'privacy.log'>>

const nameOf = ({ actor }: AccessLogEntry, t: Texts) => actor.name ?? t(actor.id ? 'unknown' : 'system')

function deedOf({ operation }: AccessLogEntry, t: Texts): string {
  const key = `deeds.${operation}` as 'deeds.patient.read'
  return t.has(key) ? t(key) : t('other', { operation })
}

/** `emergencyContact` → `emergency contact`. */
const inWords = (field: string) => field.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)

interface AccessLogRowProps {
  entry: AccessLogEntry
  patientId: string
  mayAsk: boolean
}

/** One time that somebody touched the record: what was done, who, in which role, when and why. */
export function AccessLogRow({ entry, patientId, mayAsk }: AccessLogRowProps) {
  const t = useTranslations('privacy.log')
  const format = useFormat()
  const { actor, outcome, purpose, at } = entry
  const role = t.has(`roles.${actor.role}` as never) ? t(`roles.${actor.role}` as 'roles.doctor') : actor.role
  const why = t.has(`purposes.${purpose}` as never) ? t(`purposes.${purpose}` as 'purposes.TREAT') : purpose
  return (
    <li className="grid gap-x-4 gap-y-2 px-4 py-3.5 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
          <span className="min-w-0 break-words">
            {deedOf(entry, t)}
            {entry.othersToo && <span className="font-normal text-muted-foreground"> {t('othersToo')}</span>}
          </span>
          {outcome !== 'success' && <Badge tone={outcome === 'refused' ? 'danger' : 'warning'}>{t(outcome)}</Badge>}
        </p>
        <p className="text-sm break-words">
          {nameOf(entry, t)}
          {actor.id && <span className="text-muted-foreground"> · {role}</span>}
        </p>
        <Why entry={entry} why={why} />
      </div>
      <div className="flex flex-wrap items-start justify-between gap-2 sm:flex-col sm:items-end">
        <time dateTime={at} className="text-xs text-muted-foreground tabular sm:text-right">
          {format.dateTime(at)}
          <span className="max-sm:before:content-['_·_'] sm:block">{format.relative(at)}</span>
        </time>
        {mayAsk && actor.id && !entry.case && <Ask entry={entry} patientId={patientId} who={nameOf(entry, t)} />}
      </div>
      {entry.case && <Answer asked={entry.case} />}
    </li>
  )
}

function Why({ entry: { reason, changedFields }, why }: { entry: AccessLogEntry; why: string }) {
  const t = useTranslations('privacy.log')
  return (
    <p className="text-xs text-muted-foreground">
      {t('why')}: {why}
      {reason && ` · ${t('reason')}: ${reason}`}
      {changedFields.length > 0 && ` · ${t('changed')}: ${changedFields.map(inWords).join(', ')}`}
    </p>
  )
}

function Answer({ asked }: { asked: NonNullable<AccessLogEntry['case']> }) {
  const t = useTranslations('privacy.log')
  const format = useFormat()
  return (
    <Alert variant={asked.state === 'open' ? 'info' : 'success'} className="sm:col-span-2">
      {asked.closedAt ? (
        <>
          <p className="font-medium">{t('caseClosed', { date: format.date(asked.closedAt) })}</p>
          <p className="break-words whitespace-pre-line">{asked.finding}</p>
        </>
      ) : (
        <p>{t('caseOpen', { date: format.date(asked.openedAt) })}</p>
      )}
    </Alert>
  )
}

function Ask({ entry, patientId, who }: { entry: AccessLogEntry; patientId: string; who: string }) {
  const t = useTranslations('privacy.log')
  const format = useFormat()
  const report = useReportAccess(patientId)
  const [message, setMessage] = useState('')
  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" size="sm">
          {t('report')}
        </Button>
      }
      title={t('reportTitle')}
      description={t('reportHint', { who, when: format.dateTime(entry.at) })}
      confirmLabel={t('send')}
      cancelLabel={t('keep')}
      onConfirm={async () => {
        await report.mutateAsync({ eventId: entry.id, message })
        toast.success(t('sent'))
      }}
    >
      <Labelled label={t('message')}>
        {(id) => (
          <Textarea
            id={id}
            rows={4}
            maxLength={2000}
            required
            value={message}
            onChange={(event) => setMessage(event.target.value)}
          />
        )}
      </Labelled>
    </ConfirmDialog>
  )
}
