'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { amendmentQueries } from '@/lib/queries/amendments'
import { withTexts } from '@/lib/with-texts'
import amendments from '@/messages/en/amendments.json'
import { AmendmentCard } from './amendment-card'
import { AmendmentItem } from './amendment-item'
import { AskAmendment } from './ask-amendment'
import { Disagree, Withdraw } from './follow-up'

/** What a patient asked to have put right in the own record. */
export const OwnAmendments = withTexts({ amendments }, Content)

function Content({ patientId }: { patientId: string }) {
  const t = useTranslations('amendments.own')
  return (
    <AmendmentCard
      title={t('title')}
      hint={t('hint')}
      none={t('none')}
      label={t('list')}
      query={useQuery(amendmentQueries.of(patientId))}
      footer={<AskAmendment patientId={patientId} />}
    >
      {(item) => (
        <AmendmentItem key={item.id} item={item}>
          {item.status === 'requested' && <Withdraw item={item} />}
          {item.status === 'denied' && !item.statementAt && <Disagree item={item} />}
        </AmendmentItem>
      )}
    </AmendmentCard>
  )
}
