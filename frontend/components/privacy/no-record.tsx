'use client'

import { Eye } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { withTexts } from '@/lib/with-texts'
import privacy from '@/messages/en/privacy.json'

/** For accounts that are no patient's. */
export const EmptyState = withTexts({ privacy }, NoRecord)

function NoRecord() {
  const t = useTranslations('privacy.log')
  return (
    <Card>
      <Empty icon={Eye} title={t('none')} />
    </Card>
  )
}
