import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { CreateBill } from '@/components/billing/create-bill'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('billing')
  return { title: t('newTitle') }
}

export default function NewBillPage() {
  return (
    <SignedInPage>
      <Suspense>
        <CreateBill />
      </Suspense>
    </SignedInPage>
  )
}
