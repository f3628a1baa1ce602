'use client'

import type { PatientConsents as Consents } from '@hms/contract/consents'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import { QueryCard } from '@/components/ui/query-card'
import { useMay } from '@/lib/auth'
import { consentQueries } from '@/lib/queries/consents'
import { useFormat } from '@/lib/reader'
import { withTexts } from '@/lib/with-texts'
import consents from '@/messages/en/consents.json'
import { ConsentHistory, useStatementText } from './consent-history'
import { NoteNotice, NoteStatement } from './note-dialogs'

/** What a patient permits, for staff; the front desk writes down what it is told. */
export const PatientConsents = withTexts({ consents }, ConsentsOfPatient)

function ConsentsOfPatient({ patientId }: { patientId: string }) {
  const t = useTranslations('consents.staff')
  return (
    <QueryCard
      title={t('title')}
      hint={t('hint')}
      className="grid gap-4"
      query={useQuery(consentQueries.of(patientId))}
      height="h-48"
    >
      {(data) => <Content patientId={patientId} data={data} />}
    </QueryCard>
  )
}

function Content({ patientId, data }: { patientId: string; data: Consents }) {
  const t = useTranslations('consents')
  const said = useStatementText()
  const mayWrite = useMay('consent:write')
  return (
    <>
      <ul className="grid gap-3">
        {data.present.map(({ purpose, provision, statement }) => (
          <li key={purpose} className="flex items-start justify-between gap-3 text-sm">
            <span className="min-w-0">
              {t(`purposes.${purpose}.title`)}
              <span className="block text-xs text-muted-foreground tabular">{said(statement)}</span>
            </span>
            <Badge tone={provision === 'permit' ? 'success' : 'neutral'}>{t(`permit.provision.${provision}`)}</Badge>
          </li>
        ))}
        <NoticeLine data={data} />
      </ul>
      <ConsentHistory history={data.history} />
      {mayWrite && (
        <div className="flex flex-wrap gap-2">
          <NoteStatement patientId={patientId} />
          {data.noticeVersion && data.acknowledgements[0]?.version !== data.noticeVersion && (
            <NoteNotice patientId={patientId} version={data.noticeVersion} />
          )}
        </div>
      )}
    </>
  )
}

function NoticeLine({ data: { noticeVersion, acknowledgements } }: { data: Consents }) {
  const t = useTranslations('consents')
  const format = useFormat()
  const last = acknowledgements[0]
  const state = !noticeVersion
    ? t('staff.noticeNone')
    : last?.version === noticeVersion
      ? t('staff.noticeSeen', {
          version: last.version,
          way: t(`permit.ways.${last.way}`),
          date: format.date(last.at),
        })
      : t('staff.noticeUnseen', { version: noticeVersion })
  return (
    <li className="text-sm">
      {t('staff.notice')}
      <span className="block text-xs text-muted-foreground tabular">{state}</span>
    </li>
  )
}
