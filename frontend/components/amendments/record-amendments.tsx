'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock } from '@/components/ui/skeleton'
import { useMay } from '@/lib/auth'
import { amendmentQueries } from '@/lib/queries/amendments'
import { withTexts } from '@/lib/with-texts'
import amendments from '@/messages/en/amendments.json'
import { AmendmentItem } from './amendment-item'
import { DecideAmendment } from './decide-amendment'

/** Requests for corrections as part of the record, for those who read it. */
export const RecordAmendments = withTexts({ amendments }, Content)

function Content({ patientId }: { patientId: string }) {
  const t = useTranslations('amendments.record')
  const list = useQuery(amendmentQueries.of(patientId))
  const mayDecide = useMay('amendment:decide')
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
          <ul aria-label={t('title')} className="divide-y">
            {list.data.map((item) => (
              <AmendmentItem key={item.id} item={item}>
                {mayDecide && item.status === 'requested' && item.text !== null && <DecideAmendment item={item} />}
              </AmendmentItem>
            ))}
          </ul>
        )}
      </CardContent>
    </Card>
  )
}
