import type { Metadata } from 'next'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { AuthFrame } from '@/components/auth/auth-frame'
import { ForgotPasswordForm } from '@/components/auth/entrance-forms'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.forgot')
  return { title: t('title') }
}

export default async function ForgotPasswordPage() {
  const t = await getTranslations('auth.forgot')
  return (
    <AuthFrame
      title={t('title')}
      description={t('description')}
      footer={
        <Link href="/sign-in" className="font-medium text-primary underline underline-offset-4">
          {t('back')}
        </Link>
      }
    >
      <ForgotPasswordForm />
    </AuthFrame>
  )
}
