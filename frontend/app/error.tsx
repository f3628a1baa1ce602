'use client'

import { TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('common')
  return (
    <div role="alert" className="grid min-h-[60dvh] place-content-center">
      <h1 className="sr-only">{t('crash.title')}</h1>
      <Empty icon={TriangleAlert} title={t('crash.title')} description={t('crash.description')}>
        <Button onClick={reset}>{t('retry')}</Button>
        {error.digest && (
          <p className="w-full text-xs text-muted-foreground">{t('crash.reference', { digest: error.digest })}</p>
        )}
      </Empty>
    </div>
  )
}
