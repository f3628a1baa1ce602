'use client'

import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { PageHeader } from '@/components/ui/page-header'
import { useGoOn } from '@/lib/queries/factors'
import { SecondFactorList } from './second-factors'
import { FactorTexts } from './texts'

/** In the place of every page, as long as the hospital asks for a second factor that this session does not have. */
export function FactorDue() {
  return (
    <FactorTexts>
      <Content />
    </FactorTexts>
  )
}

function Content() {
  const t = useTranslations('factors.due')
  const goOn = useGoOn()
  return (
    <div className="mx-auto grid max-w-2xl gap-6">
      <PageHeader title={t('title')} />
      <Alert variant="info">{t('text')}</Alert>
      <SecondFactorList onKept={() => void goOn()} />
    </div>
  )
}
