import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { SignedInPage } from '@/components/shell/signed-in-page'
import { NewUser } from '@/components/users/new-user'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users')
  return { title: t('new') }
}

export default function NewUserPage() {
  return (
    <SignedInPage>
      <NewUser />
    </SignedInPage>
  )
}
