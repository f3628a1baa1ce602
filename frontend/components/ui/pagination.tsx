'use client'

import { useTranslations } from 'next-intl'
import type { ListState } from '@/lib/queries/paged'
import { cn } from '@/lib/utils'
import { Button } from './button'

interface LoadMoreProps {
  list: Pick<ListState<unknown>, 'items' | 'hasMore' | 'isLoadingMore' | 'loadMore'>
  /** How many are shown so far, where they are not the list's alone; told to those who cannot see the list grow. */
  count?: number
  className?: string
}

/** Cursors go forward only, so a list grows at its end instead of turning pages. */
export function LoadMore({ list, count = list.items.length, className }: LoadMoreProps) {
  const t = useTranslations('common')
  return (
    <div data-slot="load-more" className={cn('flex items-center justify-between gap-4 px-4 py-3', className)}>
      <p aria-live="polite" className="text-xs text-muted-foreground tabular">
        {list.hasMore ? t('shownSoFar', { count }) : t('shownAll', { count })}
      </p>
      {list.hasMore && (
        <Button variant="outline" size="sm" pending={list.isLoadingMore} onClick={() => list.loadMore()}>
          {t('loadMore')}
        </Button>
      )}
    </div>
  )
}
