import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { NewDoctor } from '@/components/doctors/admin/new-doctor'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('doctorAdmin')
  return { title: t('new') }
}

export default function NewDoctorPage() {
  return (
    <SignedInPage>
      <Suspense>
        <NewDoctor />
      </Suspense>
    </SignedInPage>
  )
}
