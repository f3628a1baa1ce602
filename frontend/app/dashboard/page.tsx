import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Dashboard } from '@/components/dashboard/dashboard'
import { SignedInPage } from '@/components/shell/signed-in-page'
import { PageHeader } from '@/components/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('dashboard')
  return { title: t('title') }
}

export default async function DashboardPage() {
  const t = await getTranslations('dashboard')
  return (
    <SignedInPage heading={<PageHeader title={t('title')} description={t('hint')} />}>
      <Dashboard />
    </SignedInPage>
  )
}
