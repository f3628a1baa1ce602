import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { LetterPage } from '@/components/amendments/amendments'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('amendments.letter')
  return { title: t('title') }
}

export default async function AmendmentPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <SignedInPage>
      <LetterPage id={id} />
    </SignedInPage>
  )
}
