'use client'

import { useTranslations } from 'next-intl'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { withTexts } from '@/lib/with-texts'
import factors from '@/messages/en/factors.json'
import { SecondFactorList } from './second-factors'

/** In the profile: what the person shows beside the password. */
export const SecurityCard = withTexts({ factors }, Security)

function Security() {
  const t = useTranslations('factors.security')
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <CardDescription>{t('description')}</CardDescription>
      </CardHeader>
      <CardContent>
        <SecondFactorList />
      </CardContent>
    </Card>
  )
}
