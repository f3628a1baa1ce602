import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { Appointments } from '@/components/appointments/appointments'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('appointments')
  return { title: t('title') }
}

export default function AppointmentsPage() {
  return (
    <Suspense>
      <Appointments />
    </Suspense>
  )
}
