import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { Erasures } from '@/components/data-rights/erasures'
import { SignedInPage } from '@/components/shell/signed-in-page'
import { PageHeader } from '@/components/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('dataRights')
  return { title: t('title') }
}

export default async function ErasuresPage() {
  const t = await getTranslations('dataRights')
  return (
    <SignedInPage heading={<PageHeader title={t('title')} description={t('hint')} />}>
      <Suspense>
        <Erasures />
      </Suspense>
    </SignedInPage>
  )
}
