'use client'

import { type Header, type Row, useTable } from '@tanstack/react-table'
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import type { MouseEvent, ReactNode } from 'react'
import { useIsPhone } from '@/lib/hooks'
import { cn } from '@/lib/utils'
import type { DataTableProps } from './data-table'
import { type Features, features } from './data-table-features'
import { LoadMore } from './pagination'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from './table'

/** The rows of a `DataTable`: a table, or cards on a phone, and the way to more of them. */
export function DataTableRows<T extends object>({
  label,
  columns,
  list,
  rowHref,
  hiddenColumns = [],
}: DataTableProps<T>) {
  const isPhone = useIsPhone()
  const table = useTable({
    features,
    columns,
    data: list.items,
    defaultColumn: { enableSorting: false },
    state: { columnVisibility: Object.fromEntries(hiddenColumns.map((id) => [id, false])) },
  })
  const { rows } = table.getRowModel()
  return (
    <>
      {isPhone ? (
        <Cards label={label} rows={rows} rowHref={rowHref} />
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
            {rows.map((row) => (
              <DataRow key={row.id} row={row} rowHref={rowHref} />
            ))}
          </TableBody>
        </Table>
      )}
      <LoadMore list={list} className="border-t" />
    </>
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

function Cards<T extends object>({
  label,
  rows,
  rowHref,
}: Pick<DataTableProps<T>, 'label' | 'rowHref'> & { rows: Row<Features, T>[] }) {
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
    <li
      onClick={press}
      className={cn(
        'grid gap-2 p-4 [contain-intrinsic-height:auto_9rem] [content-visibility:auto]',
        href && 'cursor-pointer active:bg-muted/60',
      )}
    >
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
