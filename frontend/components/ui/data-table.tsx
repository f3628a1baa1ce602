'use client'

import {
  columnVisibilityFeature,
  createColumnHelper,
  createSortedRowModel,
  metaHelper,
  type ColumnDef,
  type Header,
  rowSortingFeature,
  type Row,
  sortFn_alphanumeric,
  sortFn_basic,
  sortFn_datetime,
  sortFn_text,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { MouseEvent, ReactNode } from 'react'
import { useIsPhone } from '@/lib/hooks'
import type { ListState } from '@/lib/queries/paged'
import { cn } from '@/lib/utils'
import { ErrorState } from './error-state'
import { LoadMore } from './pagination'
import { Skeleton } from './skeleton'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from './table'

interface ColumnMeta {
  /** Figures stand at the right. */
  align?: 'right'
  /** Classes of the cells, as a width: `w-40`. */
  className?: string
  /** In a card below 640 px: its heading, without a label, or not at all. */
  card?: 'title' | 'plain' | 'hidden'
  /** Names the column in a card when its header is no text. */
  label?: string
}

const features = tableFeatures({
  columnVisibilityFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic, datetime: sortFn_datetime, text: sortFn_text },
  columnMeta: metaHelper<ColumnMeta>(),
})
type Features = typeof features

/** Columns of a `DataTable`; `const column = columnsOf<Patient>()`, then `column.accessor(…)`, `column.display(…)`. */
export const columnsOf = <T extends object>() => createColumnHelper<Features, T>()
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

/** A list: sortable, loading, empty and failed states, more on demand, cards on a phone. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, columns, list, empty, hiddenColumns = [], className } = props
  const isPhone = useIsPhone()
  const table = useTable({
    features,
    columns,
    data: list.items,
    defaultColumn: { enableSorting: false },
    state: { columnVisibility: Object.fromEntries(hiddenColumns.map((id) => [id, false])) },
  })
  const rows = table.getRowModel().rows
  const isEmpty = !list.isPending && !list.error && rows.length === 0

  if (list.error && rows.length === 0) {
    return (
      <Frame className={className}>
        <ErrorState error={list.error} onRetry={list.refetch} />
      </Frame>
    )
  }
  if (isEmpty) return <Frame className={className}>{empty}</Frame>
  return (
    <Frame className={className} busy={list.isPending}>
      {isPhone ? (
        <Cards {...props} rows={rows} />
      ) : (
        <Table aria-label={label}>
          <TableHeader>
            {table.getHeaderGroups().map((group) => (
              <TableRow key={group.id}>
                {group.headers.map((header) => (
                  <HeadCell key={header.id} header={header}>
                    <table.FlexRender header={header} />
                  </HeadCell>
                ))}
              </TableRow>
            ))}
          </TableHeader>
          <TableBody>
            {list.isPending ? (
              <LoadingRows columns={columns.length} />
            ) : (
              rows.map((row) => <DataRow key={row.id} row={row} rowHref={props.rowHref} />)
            )}
          </TableBody>
        </Table>
      )}
      {list.isPending ? (
        <Loading />
      ) : (
        <div className="border-t">
          <LoadMore
            hasMore={list.hasMore}
            isLoading={list.isLoadingMore}
            onLoadMore={list.loadMore}
            count={list.items.length}
          />
        </div>
      )}
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

function Loading() {
  const t = useTranslations('common')
  return (
    <p role="status" className="sr-only">
      {t('loading')}
    </p>
  )
}

const sortIcons = { asc: ArrowUp, desc: ArrowDown }
const ariaSort = { asc: 'ascending', desc: 'descending' } as const

function HeadCell<T extends object>({
  header,
  children,
}: {
  header: Header<Features, T, unknown>
  children: ReactNode
}) {
  const sorted = header.column.getIsSorted()
  const meta = header.column.columnDef.meta
  const right = meta?.align === 'right'
  const Icon = sorted ? sortIcons[sorted] : ChevronsUpDown
  return (
    <TableHead aria-sort={sorted ? ariaSort[sorted] : undefined} className={cn(right && 'text-right', meta?.className)}>
      {header.column.getCanSort() ? (
        <button
          type="button"
          onClick={header.column.getToggleSortingHandler()}
          className={cn(
            'inline-flex h-7 items-center gap-1 rounded-sm hover:text-foreground',
            sorted && 'text-foreground',
            right && 'flex-row-reverse',
          )}
        >
          {children}
          <Icon aria-hidden className="size-3.5" />
        </button>
      ) : (
        children
      )}
    </TableHead>
  )
}

type CellOf<T extends object> = ReturnType<Row<Features, T>['getVisibleCells']>[number]

function content<T extends object>(cell: CellOf<T>): ReactNode {
  const render = cell.column.columnDef.cell
  return typeof render === 'function' ? render(cell.getContext()) : (cell.getValue() as ReactNode)
}

/** The pointer may press anywhere in the row; the keyboard and readers have the link in its first cell. */
function useRowPress(href: string | undefined) {
  const router = useRouter()
  if (!href) return undefined
  return (event: MouseEvent<HTMLElement>) => {
    const isControl = (event.target as HTMLElement).closest('a, button, input, select, label, [role="menuitem"]')
    if (isControl || window.getSelection()?.toString()) return
    if (event.metaKey || event.ctrlKey) window.open(href, '_blank', 'noopener')
    else router.push(href)
  }
}

function DataRow<T extends object>({
  row,
  rowHref,
}: {
  row: Row<Features, T>
  rowHref: ((row: T) => string) | undefined
}) {
  const href = rowHref?.(row.original)
  const press = useRowPress(href)
  return (
    <TableRow onClick={press} className={cn(href && 'cursor-pointer hover:bg-muted/60')}>
      {row.getVisibleCells().map((cell, index) => {
        const meta = cell.column.columnDef.meta
        return (
          <TableCell key={cell.id} className={cn(meta?.align === 'right' && 'text-right tabular', meta?.className)}>
            {href && index === 0 ? <RowLink href={href}>{content(cell)}</RowLink> : content(cell)}
          </TableCell>
        )
      })}
    </TableRow>
  )
}

function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} className="-mx-1 inline-block rounded-sm px-1 font-medium hover:underline">
      {children}
    </Link>
  )
}

function LoadingRows({ columns }: { columns: number }) {
  return Array.from({ length: 8 }, (_, row) => (
    <TableRow key={row}>
      {Array.from({ length: columns }, (__, column) => (
        <TableCell key={column}>
          <Skeleton className={cn('h-4', column === 0 ? 'w-36' : 'w-20')} />
        </TableCell>
      ))}
    </TableRow>
  ))
}

function Cards<T extends object>({ label, rows, list, rowHref }: DataTableProps<T> & { rows: Row<Features, T>[] }) {
  if (list.isPending) {
    return (
      <div className="divide-y">
        {Array.from({ length: 5 }, (_, index) => (
          <div key={index} className="grid gap-2 p-4">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-4 w-56" />
          </div>
        ))}
      </div>
    )
  }
  return (
    <ul aria-label={label} className="divide-y">
      {rows.map((row) => (
        <RowCard key={row.id} row={row} rowHref={rowHref} />
      ))}
    </ul>
  )
}

function RowCard<T extends object>({
  row,
  rowHref,
}: {
  row: Row<Features, T>
  rowHref: ((row: T) => string) | undefined
}) {
  const href = rowHref?.(row.original)
  const press = useRowPress(href)
  const cells = row.getVisibleCells().filter((cell) => cell.column.columnDef.meta?.card !== 'hidden')
  const title = cells.find((cell) => cell.column.columnDef.meta?.card === 'title') ?? cells[0]
  return (
    <li onClick={press} className={cn('grid gap-2 p-4', href && 'cursor-pointer active:bg-muted/60')}>
      {title && (
        <div className="text-[0.9375rem]">
          {href ? <RowLink href={href}>{content(title)}</RowLink> : content(title)}
        </div>
      )}
      <dl className="grid gap-1 text-sm">
        {cells
          .filter((cell) => cell !== title)
          .map((cell) => (
            <CardLine key={cell.id} cell={cell} />
          ))}
      </dl>
    </li>
  )
}

function CardLine<T extends object>({ cell }: { cell: CellOf<T> }) {
  const { meta, header } = cell.column.columnDef
  const name = meta?.label ?? (typeof header === 'string' ? header : null)
  const isPlain = meta?.card === 'plain' || !name
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className={isPlain ? 'sr-only' : 'shrink-0 text-muted-foreground'}>{name ?? cell.column.id}</dt>
      <dd className={cn('min-w-0', isPlain ? 'w-full' : 'text-right tabular')}>{content(cell)}</dd>
    </div>
  )
}
