import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AccountSettings } from '@/components/account/lazy'
import { OwnDetails } from '@/components/patients/own-details'
import { SignedInPage } from '@/components/shell/signed-in-page'
import { PageHeader } from '@/components/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('profile')
  return { title: t('title') }
}

export default async function ProfilePage() {
  const t = await getTranslations('profile')
  return (
    <SignedInPage heading={<PageHeader title={t('title')} />}>
      <div className="settles grid gap-10">
        <OwnDetails />
        <AccountSettings />
      </div>
    </SignedInPage>
  )
}
