'use client'

import type { ErasureCertificate } from '@hms/contract/dataRights'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Paper } from '@/components/ui/paper'
import { dataRightsQueries } from '@/lib/queries/dataRights'
import { settingsQueries } from '@/lib/queries/settings'
import { useFormat } from '@/lib/reader'
import { withTexts } from '@/lib/with-texts'
import dataRights from '@/messages/en/dataRights.json'

/** That somebody was erased, made for paper. */
export const Certificate = withTexts({ dataRights }, CertificateView)

function CertificateView({ id }: { id: string }) {
  const t = useTranslations('dataRights.certificate')
  const query = useQuery(dataRightsQueries.certificate(id))
  return (
    <Paper query={query} href="/erasures" back={t('back')} print={t('print')}>
      {(certificate) => <CertificateText certificate={certificate} />}
    </Paper>
  )
}

function CertificateText({ certificate }: { certificate: ErasureCertificate }) {
  const t = useTranslations('dataRights.certificate')
  const format = useFormat()
  const settings = useQuery(settingsQueries.get())
  const { approvedBy, performedBy, counts } = certificate
  const person = (date: string, name: string | null) =>
    t('person', { date: format.dateTime(date), name: name ?? t('somebody') })
  return (
    <>
      <h1 className="border-b pb-6 text-2xl font-semibold tracking-tight">{t('title')}</h1>
      <p className="py-6">
        {t('says', { hospital: settings.data?.name ?? '', law: certificate.law, number: certificate.number })}
      </p>
      <dl className="grid gap-x-6 gap-y-0.5 text-sm sm:grid-cols-[14rem_minmax(0,1fr)] sm:gap-y-3">
        <Line label={t('asked')}>
          {t('askedBy', {
            date: format.dateTime(certificate.requestedAt),
            by: certificate.requestedByPatient ? 'patient' : 'other',
          })}
        </Line>
        <Line label={t('approved')}>{person(certificate.approvedAt, approvedBy.name)}</Line>
        <Line label={t('performed')}>{person(certificate.erasedAt, performedBy.name)}</Line>
        {certificate.retentionOverridden && (
          <Line label={t('overridden')}>
            {t('overriddenText', { date: format.date(certificate.retentionOverridden) })}
          </Line>
        )}
        <Line label={t('keys')}>{t(certificate.keysDeleted ? 'keysDeleted' : 'keysAbsent')}</Line>
        <Line label={t('rows')}>
          <ul className="grid gap-x-6 gap-y-1 font-mono text-xs sm:grid-cols-2">
            {Object.entries(counts).map(([table, rows]) => (
              <li key={table} className="flex justify-between gap-4">
                <span>{table}</span>
                <span className="tabular">{rows}</span>
              </li>
            ))}
          </ul>
        </Line>
        <Line label={t('hash')}>
          <code className="text-xs break-all">{certificate.subjectHash}</code>
        </Line>
        <Line label={t('number')}>
          <code className="text-xs break-all">{certificate.id}</code>
        </Line>
      </dl>
      <p className="mt-6 border-t pt-4 text-sm text-muted-foreground">{t('kept')}</p>
    </>
  )
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="min-w-0 max-sm:mb-4">{children}</dd>
    </>
  )
}
