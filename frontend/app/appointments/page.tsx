import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { Appointments, AppointmentsHeading } from '@/components/appointments/appointments'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('appointments')
  return { title: t('title') }
}

export default function AppointmentsPage() {
  return (
    <SignedInPage heading={<AppointmentsHeading />}>
      <Suspense>
        <Appointments />
      </Suspense>
    </SignedInPage>
  )
}
