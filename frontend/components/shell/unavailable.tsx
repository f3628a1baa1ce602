'use client'

import { CloudOff, RefreshCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { Button } from '@/components/ui/button'
import { useProblemText } from '@/lib/problem-text'
import { Wordmark } from './logo'

const pause = 5_000

/** In place of everything when the API does not answer; comes back by itself when it does. */
export function Unavailable({ error, onRetry }: { error: unknown; onRetry: () => unknown }) {
  const t = useTranslations('common')
  const text = useProblemText()
  useEffect(() => {
    const timer = setInterval(onRetry, pause)
    window.addEventListener('online', onRetry)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', onRetry)
    }
  }, [onRetry])
  return (
    <main id="content" className="grid min-h-dvh place-content-center justify-items-center gap-4 px-6 text-center">
      <Wordmark name={t('appName')} className="mb-4 text-primary" />
      <CloudOff aria-hidden className="size-10 text-muted-foreground" />
      <h1 className="text-xl font-semibold">{t('unavailable.title')}</h1>
      <p role="alert" className="max-w-sm text-muted-foreground">
        {text(error)} {t('unavailable.description')}
      </p>
      <Button variant="outline" onClick={() => onRetry()}>
        <RefreshCw aria-hidden />
        {t('retry')}
      </Button>
    </main>
  )
}
