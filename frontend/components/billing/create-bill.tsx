'use client'

import { useTranslations } from 'next-intl'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'

const CreateBillForm = lazyPart(() => import('./create-bill-form').then((module) => module.CreateBillForm), {
  placeholder: <Skeleton className="h-120 max-w-4xl rounded-xl" />,
})

/** The page that raises a bill. */
export function CreateBill() {
  const t = useTranslations('billing')
  return (
    <>
      <PageHeader
        title={t('newTitle')}
        breadcrumb={[{ label: t('title'), href: '/billing' }, { label: t('newTitle') }]}
      />
      <CreateBillForm />
    </>
  )
}
