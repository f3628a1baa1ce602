import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { AuthFrame } from '@/components/auth/auth-frame'
import { ResetPasswordForm } from '@/components/auth/entrance-forms'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.reset')
  return { title: t('title'), referrer: 'no-referrer' }
}

export default async function ResetPasswordPage() {
  const t = await getTranslations('auth.reset')
  return (
    <AuthFrame title={t('title')} description={t('description')}>
      <Suspense>
        <ResetPasswordForm />
      </Suspense>
    </AuthFrame>
  )
}
