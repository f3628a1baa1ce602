import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { OwnAvailability } from '@/components/availability/own-availability'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('availability')
  return { title: t('title') }
}

export default function AvailabilityPage() {
  return (
    <SignedInPage>
      <OwnAvailability />
    </SignedInPage>
  )
}
