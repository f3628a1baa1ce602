import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AppointmentDetail } from '@/components/appointments/appointment-detail'
import { SignedInPage } from '@/components/shell/signed-in-page'

/** No name in the title: titles stay in histories and on shared screens. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('appointments')
  return { title: t('visit') }
}

export default async function AppointmentPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <SignedInPage>
      <AppointmentDetail id={id} />
    </SignedInPage>
  )
}
