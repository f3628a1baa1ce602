'use client'

import type { ErasureCertificate } from '@hms/contract/dataRights'
import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Printer } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock } from '@/components/ui/skeleton'
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
    <div className="mx-auto max-w-3xl print:max-w-none">
      <div data-print="hide" className="mb-6 flex flex-wrap items-center justify-between gap-3">
        <Button asChild variant="ghost" className="-ml-4">
          <Link href="/erasures">
            <ArrowLeft aria-hidden />
            {t('back')}
          </Link>
        </Button>
        <Button disabled={!query.data} onClick={() => window.print()}>
          <Printer aria-hidden />
          {t('print')}
        </Button>
      </div>
      {query.error && !query.data && (
        <Card>
          <ErrorState error={query.error} onRetry={query.refetch} />
        </Card>
      )}
      {query.isPending && <LoadingBlock className="h-160" />}
      {query.data && <Paper certificate={query.data} />}
    </div>
  )
}

function Paper({ certificate }: { certificate: ErasureCertificate }) {
  const t = useTranslations('dataRights.certificate')
  const format = useFormat()
  const settings = useQuery(settingsQueries.get())
  const { approvedBy, performedBy, counts } = certificate
  const person = (date: string, name: string | null) =>
    t('person', { date: format.dateTime(date), name: name ?? t('somebody') })
  return (
    <article className="rounded-xl border bg-card p-6 text-card-foreground shadow-xs sm:p-10 print:rounded-none print:border-0 print:p-0 print:shadow-none">
      <h1 className="border-b pb-6 text-2xl font-semibold tracking-tight">{t('title')}</h1>
      <p className="py-6">
        {t('says', { hospital: settings.data?.name ?? '', law: certificate.law, number: certificate.number })}
      </p>
      <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-[14rem_minmax(0,1fr)]">
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
    </article>
  )
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="min-w-0 max-sm:mb-2">{children}</dd>
    </>
  )
}
