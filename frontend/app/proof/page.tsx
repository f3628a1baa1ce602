import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AuthFrame } from '@/components/auth/auth-frame'
import { TellProof } from '@/components/oidc/tell-proof'
import { Alert } from '@/components/ui/alert'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('oidc.proof')
  return { title: t('title') }
}

/** Where a fresh proof through a sign-in service ends; `HeadScript` says before the first paint how it went. */
export default async function ProofPage() {
  const t = await getTranslations('oidc.proof')
  return (
    <AuthFrame title={t('title')}>
      <Alert variant="success" className="in-data-problem:hidden">
        {t('done')}
      </Alert>
      <Alert variant="destructive" className="hidden in-data-problem:flex">
        {t('failed')}
      </Alert>
      <TellProof />
    </AuthFrame>
  )
}
