import type { Metadata } from 'next'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { AuthFrame } from '@/components/auth/auth-frame'
import { SignUpForm } from '@/components/auth/entrance-forms'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signUp')
  return { title: t('title') }
}

export default async function SignUpPage() {
  const t = await getTranslations('auth.signUp')
  return (
    <AuthFrame
      title={t('title')}
      description={t('description')}
      footer={
        <>
          {t('haveAccount')}{' '}
          <Link href="/sign-in" className="font-medium text-primary underline underline-offset-4">
            {t('signIn')}
          </Link>
        </>
      }
    >
      <SignUpForm />
    </AuthFrame>
  )
}
