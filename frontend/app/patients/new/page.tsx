import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { RegisterPatient } from '@/components/patients/register-patient'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('patients')
  return { title: t('newTitle') }
}

export default function NewPatientPage() {
  return (
    <SignedInPage>
      <Suspense>
        <RegisterPatient />
      </Suspense>
    </SignedInPage>
  )
}
