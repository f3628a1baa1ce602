import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { PrivacyCases } from '@/components/privacy/privacy-cases'
import { SignedInPage } from '@/components/shell/signed-in-page'
import { PageHeader } from '@/components/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('privacy.cases')
  return { title: t('title') }
}

export default async function PrivacyCasesPage() {
  const t = await getTranslations('privacy.cases')
  return (
    <SignedInPage heading={<PageHeader title={t('title')} description={t('hint')} />}>
      <Suspense>
        <PrivacyCases />
      </Suspense>
    </SignedInPage>
  )
}
