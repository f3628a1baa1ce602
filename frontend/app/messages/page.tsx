import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { MessageList } from '@/components/messages/lazy'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('messages')
  return { title: t('title') }
}

export default function MessagesPage() {
  return (
    <SignedInPage>
      <Suspense>
        <MessageList />
      </Suspense>
    </SignedInPage>
  )
}
