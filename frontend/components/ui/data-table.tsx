'use client'

import type { ColumnDef, createColumnHelper } from '@tanstack/react-table'
import { useTranslations } from 'next-intl'
import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { useIsPhone } from '@/lib/hooks'
import type { ListState } from '@/lib/queries/paged'
import { cn } from '@/lib/utils'
import type { Features } from './data-table-features'
import { ErrorState } from './error-state'
import { Skeleton } from './skeleton'

/** Columns of a `DataTable`; `const column = columnsOf<Patient>()`, then `column.accessor(…)`, `column.display(…)`. */
export const columnsOf = <T extends object>() => columnHelper as Pick<Helper<T>, 'accessor' | 'display'>

type Helper<T extends object> = ReturnType<typeof createColumnHelper<Features, T>>

/** As TanStack's own, which would bring the whole engine to where columns are only named. */
const columnHelper = {
  accessor: (from: unknown, column: object) =>
    typeof from === 'function' ? { ...column, accessorFn: from } : { ...column, accessorKey: from },
  display: (column: object) => column,
} as unknown
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each column has its own type of value
export type DataColumn<T extends object> = ColumnDef<Features, T, any>

export interface DataTableProps<T extends object> {
  /** Says what the table holds, for those who cannot see the heading. */
  label: string
  /** Stable: made outside the component, or with `useMemo`. Sorting is offered where `enableSorting: true`. */
  columns: DataColumn<T>[]
  /** From `useList`, or any query with its `items`. */
  list: ListState<T>
  /** Makes the whole row lead there; the cell of the first column becomes the link. */
  rowHref?: (row: T) => string
  /** Shown when there is nothing; an `Empty`. */
  empty: ReactNode
  hiddenColumns?: string[]
  className?: string
}

/** The rows come with the table engine, in a chunk that loads while the API is being asked. */
const loadRows = () => import('./data-table-rows')
const DataTableRows = lazy(async () => ({ default: (await loadRows()).DataTableRows }))

/** A list: sortable, loading, empty and failed states, more on demand, cards on a phone. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { list, empty, className } = props
  const isEmpty = list.items.length === 0
  if (list.error && isEmpty) {
    return (
      <Frame className={className}>
        <ErrorState error={list.error} onRetry={list.refetch} />
      </Frame>
    )
  }
  if (!list.isPending && isEmpty) return <Frame className={className}>{empty}</Frame>
  const loading = <Loading columns={props.columns.length} />
  return (
    <Frame className={className} busy={list.isPending}>
      <Suspense fallback={loading}>
        {list.isPending ? loading : <DataTableRows {...(props as unknown as DataTableProps<object>)} />}
      </Suspense>
    </Frame>
  )
}

function Frame({ className, busy = false, children }: { className?: string; busy?: boolean; children: ReactNode }) {
  return (
    <div
      data-slot="data-table"
      aria-busy={busy}
      className={cn('overflow-hidden rounded-xl border bg-card text-card-foreground shadow-xs', className)}
    >
      {children}
    </div>
  )
}

/** The shape of what is coming; fetches the rows' code meanwhile. */
function Loading({ columns }: { columns: number }) {
  const t = useTranslations('common')
  const isPhone = useIsPhone()
  useEffect(() => void loadRows(), [])
  return (
    <>
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      {isPhone ? <LoadingCards /> : <LoadingRows columns={columns} />}
    </>
  )
}

function LoadingRows({ columns }: { columns: number }) {
  return (
    <div aria-hidden className="divide-y">
      <div className="h-9 bg-muted/60" />
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className="flex h-11 items-center gap-6 px-4">
          {Array.from({ length: columns }, (__, column) => (
            <div key={column} className="flex-1">
              <Skeleton className={cn('h-4', column === 0 ? 'w-4/5' : 'w-3/5')} />
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

function LoadingCards() {
  return (
    <div aria-hidden className="divide-y">
      {Array.from({ length: 5 }, (_, index) => (
        <div key={index} className="grid gap-2 p-4">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-56" />
        </div>
      ))}
    </div>
  )
}
