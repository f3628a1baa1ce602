import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { BillList } from '@/components/billing/lazy'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('billing')
  return { title: t('title') }
}

export default function BillingPage() {
  return (
    <SignedInPage>
      <Suspense>
        <BillList />
      </Suspense>
    </SignedInPage>
  )
}
