'use client'

import type { Amendment } from '@hms/contract/amendments'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { ErrorState } from '@/components/ui/error-state'
import { Label } from '@/components/ui/label'
import { LoadingBlock } from '@/components/ui/skeleton'
import { Textarea } from '@/components/ui/textarea'
import { amendmentQueries, useDisagree, useWithdrawAmendment } from '@/lib/queries/amendments'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import amendments from '@/messages/en/amendments.json'
import { AmendmentItem } from './amendment-item'
import { AskAmendment } from './ask-amendment'

/** What a patient asked to have put right in the own record. */
export const OwnAmendments = withTexts({ amendments }, Content)

function Content({ patientId }: { patientId: string }) {
  const t = useTranslations('amendments.own')
  const list = useQuery(amendmentQueries.of(patientId))
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <CardDescription>{t('hint')}</CardDescription>
      </CardHeader>
      <CardContent>
        {list.isPending && <LoadingBlock className="h-16" />}
        {list.error && !list.data && <ErrorState error={list.error} onRetry={list.refetch} />}
        {list.data?.length === 0 && <p className="text-sm text-muted-foreground">{t('none')}</p>}
        {list.data && list.data.length > 0 && (
          <ul aria-label={t('list')} className="divide-y">
            {list.data.map((item) => (
              <AmendmentItem key={item.id} item={item}>
                {item.status === 'requested' && <Withdraw item={item} />}
                {item.status === 'denied' && !item.statementAt && <Disagree item={item} />}
              </AmendmentItem>
            ))}
          </ul>
        )}
      </CardContent>
      <CardFooter>
        <AskAmendment patientId={patientId} />
      </CardFooter>
    </Card>
  )
}

function Withdraw({ item }: { item: Amendment }) {
  const t = useTranslations('amendments.own')
  const withdraw = useWithdrawAmendment()
  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" size="sm">
          {t('withdraw')}
        </Button>
      }
      title={t('withdrawTitle')}
      description={t('withdrawHint')}
      confirmLabel={t('withdraw')}
      cancelLabel={t('back')}
      onConfirm={async () => {
        await withdraw.mutateAsync(item.id)
        toast.success(t('withdrawn'))
      }}
    />
  )
}

function Disagree({ item }: { item: Amendment }) {
  const t = useTranslations('amendments.own')
  const id = useId()
  const disagree = useDisagree()
  const [statement, setStatement] = useState('')
  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" size="sm">
          {t('disagree')}
        </Button>
      }
      title={t('disagreeTitle')}
      description={t('disagreeHint')}
      confirmLabel={t('disagree')}
      cancelLabel={t('back')}
      onConfirm={async () => {
        await disagree.mutateAsync({ id: item.id, statement })
        toast.success(t('added'))
      }}
    >
      <div className="grid gap-1.5">
        <Label htmlFor={id}>{t('statement')}</Label>
        <Textarea
          id={id}
          rows={4}
          maxLength={4000}
          required
          value={statement}
          onChange={(event) => setStatement(event.target.value)}
        />
      </div>
    </ConfirmDialog>
  )
}
