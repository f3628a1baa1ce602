import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { RegisterPatient } from '@/components/patients/register-patient'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('patients')
  return { title: t('newTitle') }
}

export default function NewPatientPage() {
  return (
    <Suspense>
      <RegisterPatient />
    </Suspense>
  )
}
