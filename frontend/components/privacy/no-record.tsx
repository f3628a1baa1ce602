'use client'

import { Eye } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'

/** For accounts that are no patient's. */
export function EmptyState() {
  const t = useTranslations('privacy.log')
  return (
    <Card>
      <Empty icon={Eye} title={t('none')} />
    </Card>
  )
}
