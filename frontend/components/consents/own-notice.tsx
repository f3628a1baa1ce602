'use client'

import type { PatientConsents, PrivacyNotice } from '@hms/contract/consents'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock } from '@/components/ui/skeleton'
import { consentQueries, useAcknowledgeNotice } from '@/lib/queries/consents'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { NoticeDialog } from './notice-dialog'

/** The notice that holds, and whether the patient has taken note of it. */
export function OwnNotice({ patientId }: { patientId: string }) {
  const t = useTranslations('consents.notice')
  const notice = useQuery(consentQueries.currentNotice())
  const own = useQuery(consentQueries.of(patientId))
  const error = notice.error ?? own.error
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
      </CardHeader>
      {error && (
        <CardContent>
          <ErrorState error={error} onRetry={() => Promise.all([notice.refetch(), own.refetch()])} />
        </CardContent>
      )}
      {!error && (notice.isPending || own.isPending) && (
        <CardContent>
          <LoadingBlock className="h-20" />
        </CardContent>
      )}
      {notice.data === null && <CardContent className="text-muted-foreground">{t('none')}</CardContent>}
      {notice.data && own.data && <Published patientId={patientId} notice={notice.data} own={own.data} />}
    </Card>
  )
}

interface PublishedProps {
  patientId: string
  notice: PrivacyNotice
  own: PatientConsents
}

function Published({ patientId, notice, own }: PublishedProps) {
  const t = useTranslations('consents.notice')
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const last = own.acknowledgements[0]
  const isSeen = last?.version === notice.version
  const state = !last
    ? t('notYet')
    : t(isSeen ? 'acknowledged' : 'acknowledgedBefore', { version: last.version, date: format.date(last.at) })
  const version = t('version', { version: notice.version, date: format.date(notice.publishedAt) })
  return (
    <>
      <CardContent className="grid gap-1">
        <CardDescription>{version}</CardDescription>
        <p>{state}</p>
      </CardContent>
      <CardFooter>
        <Button variant="outline" onClick={() => setOpen(true)}>
          {t('read')}
        </Button>
      </CardFooter>
      <NoticeDialog notice={notice} description={version} open={open} onOpenChange={setOpen}>
        {!isSeen && <AcknowledgeButton patientId={patientId} version={notice.version} onDone={() => setOpen(false)} />}
      </NoticeDialog>
    </>
  )
}

/** Notes that the patient has taken note of a version. */
export function AcknowledgeButton({
  patientId,
  version,
  onDone,
}: {
  patientId: string
  version: number
  onDone: () => void
}) {
  const t = useTranslations('consents.notice')
  const acknowledge = useAcknowledgeNotice(patientId)
  function done() {
    toast.success(t('done'))
    onDone()
  }
  return (
    <Button pending={acknowledge.isPending} onClick={() => acknowledge.mutate({ version }, { onSuccess: done })}>
      {t('acknowledge')}
    </Button>
  )
}
