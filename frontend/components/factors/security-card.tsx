'use client'

import { useTranslations } from 'next-intl'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { SecondFactorList } from './second-factors'
import { FactorTexts } from './texts'

/** In the profile: what the person shows beside the password. */
export function SecurityCard() {
  return (
    <FactorTexts>
      <Content />
    </FactorTexts>
  )
}

function Content() {
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
