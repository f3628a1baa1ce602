import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { NewAppointment } from '@/components/appointments/new-appointment'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('appointments')
  return { title: t('newTitle') }
}

export default function NewAppointmentPage() {
  return (
    <SignedInPage>
      <Suspense>
        <NewAppointment />
      </Suspense>
    </SignedInPage>
  )
}
