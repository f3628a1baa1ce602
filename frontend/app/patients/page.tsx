import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PatientList } from '@/components/patients/patient-list'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('patients')
  return { title: t('title') }
}

export default function PatientsPage() {
  return <PatientList />
}
