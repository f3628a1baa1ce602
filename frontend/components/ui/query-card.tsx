'use client'

import type { ReactNode } from 'react'
import type { ListState } from '@/lib/queries/paged'
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from './card'
import { ErrorState } from './error-state'
import { LoadingBlock } from './skeleton'

interface QueryStateProps<T> {
  /** What reads it, as `useQuery` returns it, or `itemsOf` a list. */
  query: { data: T | undefined; error: unknown; refetch: () => unknown }
  /** The room that it takes before it is there, as a class: `h-16`. */
  height: string
  children: (data: T) => ReactNode
}

/** What was read, its room until then, or why it is not there. What is on the screen outlasts a reading anew that fails. */
export function QueryState<T>({ query: { data, error, refetch }, height, children }: QueryStateProps<T>) {
  if (data !== undefined) return children(data)
  return error ? <ErrorState error={error} onRetry={refetch} /> : <LoadingBlock className={height} />
}

/** A list as `QueryState` takes it. */
export function itemsOf<T>({ items, isPending, error, refetch }: ListState<T>): QueryStateProps<T[]>['query'] {
  return { data: isPending || (error && items.length === 0) ? undefined : items, error, refetch }
}

interface QueryCardProps<T> extends QueryStateProps<T> {
  title: string
  hint?: string
  className?: string
  footer?: ReactNode
}

/** A card with what was read. `className` is for what stands below its title. */
export function QueryCard<T>({ title, hint, className, footer, ...state }: QueryCardProps<T>) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
        {hint && <CardDescription>{hint}</CardDescription>}
      </CardHeader>
      <CardContent className={className}>
        <QueryState {...state} />
      </CardContent>
      {footer && <CardFooter className="flex-wrap">{footer}</CardFooter>}
    </Card>
  )
}
