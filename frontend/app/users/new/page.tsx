import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { NewUser } from '@/components/users/new-user'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users')
  return { title: t('new') }
}

export default function NewUserPage() {
  return <NewUser />
}
