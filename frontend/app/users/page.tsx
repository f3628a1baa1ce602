import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { SignedInPage } from '@/components/shell/signed-in-page'
import { UserList } from '@/components/users/lazy'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users')
  return { title: t('title') }
}

export default function UsersPage() {
  return (
    <SignedInPage>
      <Suspense>
        <UserList />
      </Suspense>
    </SignedInPage>
  )
}
