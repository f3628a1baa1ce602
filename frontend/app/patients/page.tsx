import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PatientList } from '@/components/patients/lazy'
import { SignedInPage } from '@/components/shell/signed-in-page'
import { PageHeader } from '@/components/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('patients')
  return { title: t('title') }
}

export default async function PatientsPage() {
  const t = await getTranslations('patients')
  return (
    <SignedInPage heading={<PageHeader title={t('title')} description={t('listHint')} />}>
      <PatientList />
    </SignedInPage>
  )
}
