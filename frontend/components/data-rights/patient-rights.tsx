'use client'

import type { ErasureRequest, LegalHold } from '@hms/contract/dataRights'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { itemsOf, QueryState } from '@/components/ui/query-card'
import { ReasonDialog } from '@/components/ui/reason-dialog'
import { useReach } from '@/lib/auth'
import {
  dataRightsQueries,
  useAskForErasure,
  useErasureRequests,
  useLiftHold,
  useSetHold,
} from '@/lib/queries/dataRights'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import dataRights from '@/messages/en/dataRights.json'
import { CopyButtons } from './copy-buttons'

/** What an administrator or a privacy officer does with a whole record: hand out a copy, hold it, have it erased. */
export const PatientRights = withTexts({ dataRights }, Rights)

function Rights({ patientId }: { patientId: string }) {
  const t = useTranslations('dataRights')
  const mayCopy = useReach('patient:export') === 'all'
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      {mayCopy && (
        <Card>
          <CardHeader>
            <CardTitle>{t('copy.staffTitle')}</CardTitle>
            <CardDescription>{t('copy.staffHint')}</CardDescription>
          </CardHeader>
          <CardContent>
            <CopyButtons patientId={patientId} />
          </CardContent>
        </Card>
      )}
      <Card>
        <CardHeader>
          <CardTitle>{t('patient.title')}</CardTitle>
          <CardDescription>{t('patient.hint')}</CardDescription>
        </CardHeader>
        <CardContent className="grid gap-4">
          <QueryState query={useQuery(dataRightsQueries.holds(patientId))} height="h-20">
            {(holds) => <Holds patientId={patientId} holds={holds} />}
          </QueryState>
          <QueryState query={itemsOf(useErasureRequests({ patientId }))} height="h-9">
            {(requests) => <Request patientId={patientId} requests={requests} />}
          </QueryState>
        </CardContent>
      </Card>
    </div>
  )
}

function Holds({ patientId, holds }: { patientId: string; holds: LegalHold[] }) {
  const t = useTranslations('dataRights.patient')
  const format = useFormat()
  const standing = holds.find(({ liftedAt }) => liftedAt === null)
  const past = holds.filter(({ liftedAt }) => liftedAt !== null)
  return (
    <div className="grid gap-3">
      {standing ? (
        <Alert variant="warning">
          <AlertTitle>{t('standing', { date: format.date(standing.setAt) })}</AlertTitle>
          <AlertDescription className="break-words whitespace-pre-line">
            {t('by', { name: standing.setBy.name ?? '', reason: standing.reason ?? '' })}
          </AlertDescription>
        </Alert>
      ) : (
        <p className="text-sm text-muted-foreground">{t('noHold')}</p>
      )}
      {past.length > 0 && (
        <ul className="grid gap-1 text-xs text-muted-foreground tabular">
          {past.map((hold) => (
            <Past key={hold.id} hold={hold} />
          ))}
        </ul>
      )}
      <div>{standing ? <Lift patientId={patientId} /> : <Hold patientId={patientId} />}</div>
    </div>
  )
}

function Past({ hold }: { hold: LegalHold }) {
  const t = useTranslations('dataRights.patient')
  const format = useFormat()
  return <li>{t('past', { from: format.date(hold.setAt), until: format.date(hold.liftedAt ?? hold.setAt) })}</li>
}

function Hold({ patientId }: { patientId: string }) {
  const t = useTranslations('dataRights.patient')
  const set = useSetHold(patientId)
  return (
    <ReasonDialog
      trigger={
        <Button variant="outline" size="sm">
          {t('hold')}
        </Button>
      }
      title={t('holdTitle')}
      description={t('holdHint')}
      label={t('holdReason')}
      confirmLabel={t('hold')}
      cancelLabel={t('keep')}
      onConfirm={(reason) => set.mutateAsync(reason).then(() => toast.success(t('holdSet')))}
    />
  )
}

function Lift({ patientId }: { patientId: string }) {
  const t = useTranslations('dataRights.patient')
  const lift = useLiftHold(patientId)
  return (
    <ReasonDialog
      trigger={
        <Button variant="outline" size="sm">
          {t('lift')}
        </Button>
      }
      title={t('liftTitle')}
      description={t('liftHint')}
      label={t('holdReason')}
      confirmLabel={t('lift')}
      cancelLabel={t('keep')}
      onConfirm={(reason) => lift.mutateAsync(reason).then(() => toast.success(t('lifted')))}
    />
  )
}

function Request({ patientId, requests }: { patientId: string; requests: ErasureRequest[] }) {
  const t = useTranslations('dataRights')
  const ask = useAskForErasure(patientId)
  const underWay = requests.find(({ status }) => status === 'requested' || status === 'approved')
  if (underWay) {
    return (
      <p className="flex flex-wrap items-center gap-2 text-sm">
        {t(`states.${underWay.status}`)} ·
        <Link href="/erasures" prefetch={false} className="font-medium underline underline-offset-4">
          {t('patient.see')}
        </Link>
      </p>
    )
  }
  return (
    <div>
      <ReasonDialog
        trigger={
          <Button variant="outline" size="sm">
            {t('patient.ask')}
          </Button>
        }
        title={t('patient.askTitle')}
        description={t('patient.askHint')}
        label={t('patient.why')}
        confirmLabel={t('patient.send')}
        cancelLabel={t('patient.keep')}
        optional
        onConfirm={(reason) => ask.mutateAsync(reason || null).then(() => toast.success(t('patient.sent')))}
      />
    </div>
  )
}
