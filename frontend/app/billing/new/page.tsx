import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { CreateBill } from '@/components/billing/create-bill'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('billing')
  return { title: t('newTitle') }
}

export default function NewBillPage() {
  return (
    <Suspense>
      <CreateBill />
    </Suspense>
  )
}
