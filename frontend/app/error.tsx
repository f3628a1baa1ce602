'use client'

import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { CrashNote } from '@/components/shell/crash-note'
import { reportFault } from '@/lib/faults/report'

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('crash')
  useEffect(() => reportFault(error, 'render'), [error])
  return (
    <div role="alert" className="grid min-h-[60dvh] place-content-center">
      <CrashNote title={t('title')} description={t('description')} retry={t('retry')} onRetry={reset}>
        {error.digest && <p className="text-xs text-muted-foreground">{t('reference', { digest: error.digest })}</p>}
      </CrashNote>
    </div>
  )
}
