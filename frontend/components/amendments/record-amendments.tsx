'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Card, CardDescription, CardFooter, CardHeader, CardTitle } from '@/components/ui/card'
import { useMay } from '@/lib/auth'
import { amendmentQueries } from '@/lib/queries/amendments'
import { withTexts } from '@/lib/with-texts'
import amendments from '@/messages/en/amendments.json'
import { AmendmentCard } from './amendment-card'
import { AmendmentItem } from './amendment-item'
import { AskAmendment } from './ask-amendment'
import { StaffSteps } from './follow-up'

/** Requests for corrections as part of the record, for those who read it; whoever does not still takes them down. */
export const RecordAmendments = withTexts({ amendments }, Content)

function Content({ patientId }: { patientId: string }) {
  return useMay('amendment:read') ? <Requests patientId={patientId} /> : <Note patientId={patientId} />
}

function Requests({ patientId }: { patientId: string }) {
  const t = useTranslations('amendments.record')
  return (
    <AmendmentCard
      title={t('title')}
      hint={t('hint')}
      none={t('none')}
      label={t('title')}
      query={useQuery(amendmentQueries.of(patientId))}
      footer={<AskAmendment patientId={patientId} />}
    >
      {(item) => (
        <AmendmentItem key={item.id} item={item}>
          <StaffSteps item={item} />
        </AmendmentItem>
      )}
    </AmendmentCard>
  )
}

function Note({ patientId }: { patientId: string }) {
  const t = useTranslations('amendments.note')
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <CardDescription>{t('hint')}</CardDescription>
      </CardHeader>
      <CardFooter>
        <AskAmendment patientId={patientId} />
      </CardFooter>
    </Card>
  )
}
