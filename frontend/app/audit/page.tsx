import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { AuditLog } from '@/components/audit/lazy'
import { SignedInPage } from '@/components/shell/signed-in-page'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('audit')
  return { title: t('title') }
}

export default function AuditPage() {
  return (
    <SignedInPage>
      <Suspense>
        <AuditLog />
      </Suspense>
    </SignedInPage>
  )
}
