import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Doctors } from '@/components/doctors/lazy'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('doctors')
  return { title: t('title') }
}

export default function DoctorsPage() {
  return (
    <SignedInPage>
      <Doctors />
    </SignedInPage>
  )
}
