'use client'

import { useTranslations } from 'next-intl'
import { Button } from './button'

interface LoadMoreProps {
  hasMore: boolean
  isLoading: boolean
  onLoadMore: () => unknown
  /** How many are shown so far, announced to those who cannot see the list grow. */
  count: number
}

/** Cursors go forward only, so a list grows at its end instead of turning pages. */
export function LoadMore({ hasMore, isLoading, onLoadMore, count }: LoadMoreProps) {
  const t = useTranslations('common')
  return (
    <div data-slot="load-more" className="flex items-center justify-between gap-4 px-4 py-3">
      <p aria-live="polite" className="text-xs text-muted-foreground tabular">
        {hasMore ? t('shownSoFar', { count }) : t('shownAll', { count })}
      </p>
      {hasMore && (
        <Button variant="outline" size="sm" pending={isLoading} onClick={() => onLoadMore()}>
          {t('loadMore')}
        </Button>
      )}
    </div>
  )
}
