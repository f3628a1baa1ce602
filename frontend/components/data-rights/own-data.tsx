'use client'

import type { ErasureRequest } from '@hms/contract/dataRights'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { itemsOf, QueryCard } from '@/components/ui/query-card'
import { ReasonDialog } from '@/components/ui/reason-dialog'
import { useAskForErasure, useErasureRequests, useWithdrawErasure } from '@/lib/queries/dataRights'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import dataRights from '@/messages/en/dataRights.json'
import { CopyButtons } from './copy-buttons'
import { requestTones } from './tones'

/** What patients may do with all that is known of them: take it away, or have it erased. */
export const OwnData = withTexts({ dataRights }, DataOfReader)

function DataOfReader({ patientId }: { patientId: string }) {
  const t = useTranslations('dataRights')
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card id="data">
        <CardHeader>
          <CardTitle>{t('copy.title')}</CardTitle>
          <CardDescription>{t('copy.hint')}</CardDescription>
        </CardHeader>
        <CardContent>
          <CopyButtons patientId={patientId} />
        </CardContent>
      </Card>
      <QueryCard
        title={t('own.title')}
        hint={t('own.hint')}
        className="grid gap-4"
        query={itemsOf(useErasureRequests({ patientId }))}
        height="h-24"
      >
        {(items) => (
          <>
            {items.length > 0 && (
              <ul className="divide-y">
                {items.map((item) => (
                  <OwnRequest key={item.id} item={item} />
                ))}
              </ul>
            )}
            {!items.some(isUnderWay) && <Ask patientId={patientId} />}
          </>
        )}
      </QueryCard>
    </div>
  )
}

const isUnderWay = ({ status }: ErasureRequest) => status === 'requested' || status === 'approved'

function OwnRequest({ item }: { item: ErasureRequest }) {
  const t = useTranslations('dataRights')
  const format = useFormat()
  const withdraw = useWithdrawErasure()
  return (
    <li className="grid gap-1.5 py-3 text-sm first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span>{t('own.asked', { date: format.date(item.requestedAt) })}</span>
        <Badge tone={requestTones[item.status]}>{t(`states.${item.status}`)}</Badge>
      </div>
      {item.decision && (
        <p className="break-words whitespace-pre-line">
          <span className="text-muted-foreground">{t('own.answer')}: </span>
          {item.decision}
        </p>
      )}
      {item.status === 'requested' && (
        <Button
          variant="outline"
          size="sm"
          className="justify-self-start"
          disabled={withdraw.isPending}
          onClick={() => withdraw.mutate(item.id, { onSuccess: () => toast.success(t('own.withdrawn')) })}
        >
          {t('own.withdraw')}
        </Button>
      )}
    </li>
  )
}

function Ask({ patientId }: { patientId: string }) {
  const t = useTranslations('dataRights.own')
  const ask = useAskForErasure(patientId)
  return (
    <ReasonDialog
      trigger={
        <Button variant="outline" className="justify-self-start">
          {t('ask')}
        </Button>
      }
      title={t('askTitle')}
      description={t('askHint')}
      label={t('why')}
      optional
      confirmLabel={t('send')}
      cancelLabel={t('keep')}
      destructive
      onConfirm={(reason) => ask.mutateAsync(reason || null).then(() => toast.success(t('sent')))}
    />
  )
}
