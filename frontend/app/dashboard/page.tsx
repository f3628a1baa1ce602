import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Dashboard } from '@/components/dashboard/dashboard'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('dashboard')
  return { title: t('title') }
}

export default function DashboardPage() {
  return (
    <SignedInPage>
      <Dashboard />
    </SignedInPage>
  )
}
