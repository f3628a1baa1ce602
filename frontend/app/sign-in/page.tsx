import type { Metadata } from 'next'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { AuthFrame } from '@/components/auth/auth-frame'
import { ProviderSignIn, SignInForm } from '@/components/auth/entrance-forms'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signIn')
  return { title: t('title') }
}

export default async function SignInPage() {
  const t = await getTranslations('auth.signIn')
  return (
    <AuthFrame
      title={t('title')}
      description={t('description')}
      footer={
        <>
          {t('noAccount')}{' '}
          <Link href="/sign-up" className="font-medium text-primary underline underline-offset-4">
            {t('signUp')}
          </Link>
        </>
      }
      after={<ProviderSignIn />}
    >
      <SignInForm />
    </AuthFrame>
  )
}
