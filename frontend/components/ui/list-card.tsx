'use client'

import type { ReactNode } from 'react'
import type { ListState } from '@/lib/queries/paged'
import { cn } from '@/lib/utils'
import { Card } from './card'
import { LoadMore } from './pagination'
import { itemsOf, QueryState } from './query-card'

interface ListCardProps<T> {
  list: ListState<T>
  /** What the list is called by readers of the screen. */
  label: string
  /** What stands there instead of no entries. */
  empty: ReactNode
  /** The room that the first entries take, as a class. */
  height?: string
  className?: string
  /** One entry, an `li` with its key. */
  children: (item: T) => ReactNode
}

/** A list that grows at its end: its room until it is there, why it is not, that there is nothing, or its entries. */
export function ListCard<T>({ list, label, empty, height = 'h-48', className, children }: ListCardProps<T>) {
  return (
    <Card className="overflow-hidden" aria-busy={list.isPending}>
      <QueryState query={itemsOf(list)} height={cn('m-5', height)}>
        {(items) =>
          items.length === 0 ? (
            empty
          ) : (
            <>
              <ol aria-label={label} className={cn('divide-y', className)}>
                {items.map(children)}
              </ol>
              <LoadMore list={list} className="border-t" />
            </>
          )
        }
      </QueryState>
    </Card>
  )
}
