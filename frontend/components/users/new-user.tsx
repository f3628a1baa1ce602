'use client'

import { useTranslations } from 'next-intl'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'

const NewUserForm = lazyPart(() => import('./new-user-form').then((module) => module.NewUserForm), {
  placeholder: <Skeleton className="h-120 max-w-3xl rounded-xl" />,
})

/** The page that adds an account. */
export function NewUser() {
  const t = useTranslations('users')
  return (
    <>
      <PageHeader
        title={t('new')}
        description={t('newHint')}
        breadcrumb={[{ label: t('title'), href: '/users' }, { label: t('new') }]}
      />
      <NewUserForm />
    </>
  )
}
