'use client'

import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { PageHeader } from '@/components/ui/page-header'
import { useGoOn } from '@/lib/queries/factors'
import { withTexts } from '@/lib/with-texts'
import factors from '@/messages/en/factors.json'
import { SecondFactorList } from './second-factors'

/** In the place of every page, as long as the hospital asks for a second factor that this session does not have. */
export const FactorDue = withTexts({ factors }, Due)

function Due() {
  const t = useTranslations('factors.due')
  const goOn = useGoOn()
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader title={t('title')} />
      <div className="grid gap-6">
        <Alert variant="info">{t('text')}</Alert>
        <SecondFactorList onKept={() => void goOn()} />
      </div>
    </div>
  )
}
