'use client'

import { CloudOff, RefreshCw, SearchX, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { isProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { Button } from './button'

interface ErrorStateProps {
  error: unknown
  /** Left out where another try cannot help. */
  onRetry?: () => unknown
  className?: string
}

function ErrorIcon({ error }: { error: unknown }) {
  if (isProblem(error, 'not-found')) return <SearchX className="size-5" />
  if (isProblem(error, 'offline', 'unavailable')) return <CloudOff className="size-5" />
  return <TriangleAlert className="size-5" />
}

/** Where something could not be read: what happened, what helps, and a number to quote. */
export function ErrorState({ error, onRetry, className }: ErrorStateProps) {
  const t = useTranslations('common')
  const text = useProblemText()
  const requestId = isProblem(error) ? error.requestId : undefined
  return (
    <div data-slot="error-state" role="alert" className={className}>
      <div className="flex flex-col items-center gap-3 px-6 py-12 text-center">
        <span aria-hidden className="grid size-11 place-content-center rounded-full bg-danger-surface text-danger">
          <ErrorIcon error={error} />
        </span>
        <p className="max-w-sm font-medium">{text(error)}</p>
        {requestId && <p className="text-xs text-muted-foreground">{t('requestId', { id: requestId })}</p>}
        {onRetry && !isProblem(error, 'not-found', 'not-permitted') && (
          <Button variant="outline" size="sm" onClick={() => onRetry()}>
            <RefreshCw aria-hidden />
            {t('retry')}
          </Button>
        )}
      </div>
    </div>
  )
}
