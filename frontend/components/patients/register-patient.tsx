'use client'

import { useTranslations } from 'next-intl'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'

const RegisterPatientForm = lazyPart(
  () => import('./register-patient-form').then((module) => module.RegisterPatientForm),
  { placeholder: <Skeleton className="h-240 max-w-3xl rounded-xl" /> },
)

/** The page for a patient who comes for the first time. */
export function RegisterPatient() {
  const t = useTranslations('patients')
  return (
    <>
      <PageHeader
        title={t('register')}
        breadcrumb={[{ label: t('title'), href: '/patients' }, { label: t('register') }]}
      />
      <RegisterPatientForm />
    </>
  )
}
