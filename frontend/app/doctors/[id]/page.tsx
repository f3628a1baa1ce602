import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DoctorProfile } from '@/components/doctors/lazy'
import { SignedInPage } from '@/components/shell/signed-in-page'

/** No name in the title: titles stay in histories and on shared screens. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('doctors')
  return { title: t('profile') }
}

export default async function DoctorPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <SignedInPage>
      <DoctorProfile id={id} />
    </SignedInPage>
  )
}
