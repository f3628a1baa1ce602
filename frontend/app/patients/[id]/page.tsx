import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PatientRecord } from '@/components/patients/lazy'
import { SignedInPage } from '@/components/shell/signed-in-page'

/** No name in the title: titles stay in histories and on shared screens. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('patients')
  return { title: t('title') }
}

export default async function PatientPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <SignedInPage>
      <PatientRecord id={id} />
    </SignedInPage>
  )
}
