import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AuthFrame } from '@/components/auth/auth-frame'
import { SetUpForm } from '@/components/auth/entrance-forms'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.setUp')
  return { title: t('title'), referrer: 'no-referrer', robots: { index: false } }
}

export default async function SetUpPage() {
  const t = await getTranslations('auth.setUp')
  return (
    <AuthFrame title={t('title')} description={t('description')}>
      <SetUpForm />
    </AuthFrame>
  )
}
