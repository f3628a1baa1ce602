import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { MessageList } from '@/components/messages/message-list'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('messages')
  return { title: t('title') }
}

export default function MessagesPage() {
  return (
    <Suspense>
      <MessageList />
    </Suspense>
  )
}
