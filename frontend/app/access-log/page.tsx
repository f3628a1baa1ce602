import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { OwnAccessLog } from '@/components/privacy/own-access-log'
import { SignedInPage } from '@/components/shell/signed-in-page'
import { PageHeader } from '@/components/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('privacy.log')
  return { title: t('title') }
}

export default async function AccessLogPage() {
  const t = await getTranslations('privacy.log')
  return (
    <SignedInPage heading={<PageHeader title={t('title')} description={t('hint')} />}>
      <Suspense>
        <OwnAccessLog />
      </Suspense>
    </SignedInPage>
  )
}
