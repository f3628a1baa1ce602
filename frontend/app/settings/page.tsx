import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { SettingsPage } from '@/components/settings/lazy'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings')
  return { title: t('title') }
}

export default function HospitalSettingsPage() {
  return (
    <SignedInPage>
      <Suspense>
        <SettingsPage />
      </Suspense>
    </SignedInPage>
  )
}
