import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { NewAppointment } from '@/components/appointments/new-appointment'
import { SignedInPage } from '@/components/shell/signed-in-page'
import { PageHeader } from '@/components/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('appointments')
  return { title: t('newTitle') }
}

export default async function NewAppointmentPage() {
  const t = await getTranslations('appointments')
  return (
    <SignedInPage
      heading={
        <PageHeader
          title={t('newTitle')}
          description={t('newHint')}
          breadcrumb={[{ label: t('title'), href: '/appointments' }, { label: t('newTitle') }]}
        />
      }
    >
      <Suspense>
        <NewAppointment />
      </Suspense>
    </SignedInPage>
  )
}
