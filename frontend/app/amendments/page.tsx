import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { Amendments } from '@/components/amendments/amendments'
import { SignedInPage } from '@/components/shell/signed-in-page'
import { PageHeader } from '@/components/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('amendments.work')
  return { title: t('title') }
}

export default async function AmendmentsPage() {
  const t = await getTranslations('amendments.work')
  return (
    <SignedInPage heading={<PageHeader title={t('title')} description={t('hint')} />}>
      <Suspense>
        <Amendments />
      </Suspense>
    </SignedInPage>
  )
}
