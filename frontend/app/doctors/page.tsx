import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Doctors } from '@/components/doctors/doctors'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('doctors')
  return { title: t('title') }
}

export default function DoctorsPage() {
  return <Doctors />
}
