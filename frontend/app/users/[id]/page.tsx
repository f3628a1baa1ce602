import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { SignedInPage } from '@/components/shell/signed-in-page'
import { UserPage } from '@/components/users/lazy'

/** No name in the title: patients are users too, and titles stay in histories. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users')
  return { title: t('title') }
}

export default async function OneUserPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <SignedInPage>
      <UserPage id={id} />
    </SignedInPage>
  )
}
