import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ReceiptView } from '@/components/billing/lazy'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('billing')
  return { title: t('receipt') }
}

export default async function ReceiptPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <SignedInPage>
      <ReceiptView id={id} />
    </SignedInPage>
  )
}
