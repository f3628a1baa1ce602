'use client'

import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { PageHeader } from '@/components/ui/page-header'
import { LoadingBlock, Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import { userQueries } from '@/lib/queries/users'

const NewDoctorForm = lazyPart(() => import('./new-doctor-form').then((module) => module.NewDoctorForm), {
  placeholder: <Skeleton className="h-240 max-w-3xl rounded-xl" />,
})

/** Adds a doctor's profile, with a new account or for one that exists. */
export function NewDoctor() {
  const t = useTranslations('doctorAdmin')
  const userId = useSearchParams().get('userId')
  const user = useQuery({ ...userQueries.one(userId ?? ''), enabled: userId !== null })
  return (
    <>
      <PageHeader
        title={t('new')}
        description={t('newHint')}
        breadcrumb={[{ label: t('doctors'), href: '/doctors' }, { label: t('new') }]}
      />
      {userId && user.isPending ? (
        <LoadingBlock className="h-96 max-w-3xl" />
      ) : (
        <NewDoctorForm user={user.data?.role === 'doctor' ? user.data : null} />
      )}
    </>
  )
}
