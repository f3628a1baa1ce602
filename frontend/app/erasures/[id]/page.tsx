import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CertificatePage } from '@/components/data-rights/erasures'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('dataRights.certificate')
  return { title: t('title') }
}

export default async function ErasurePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <SignedInPage>
      <CertificatePage id={id} />
    </SignedInPage>
  )
}
