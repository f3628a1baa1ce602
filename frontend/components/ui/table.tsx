import type { ComponentProps } from 'react'
import { cn } from '@/lib/utils'

interface TableProps extends ComponentProps<'table'> {
  /** Of a table that is wider than a phone: the name of the region that the arrow keys scroll. */
  scrollLabel?: string
  /**
   * Of a table that is longer than a screen: its header stays in sight, below the top bar where the table has the room to
   * scroll with the page (its card lets it, by `xl:overflow-visible`), and else in a window of its own.
   */
  isLong?: boolean
}

const longClass =
  'max-h-[80dvh] xl:max-h-none xl:overflow-visible [&_thead_th]:sticky [&_thead_th]:top-0 xl:[&_thead_th]:top-14 [&_thead_th]:shadow-[inset_0_-1px_var(--border)] [&_thead_th:first-child]:rounded-tl-xl [&_thead_th:last-child]:rounded-tr-xl [&_tbody_tr:last-child>:first-child]:rounded-bl-xl'

export function Table({ className, scrollLabel, isLong = false, ...props }: TableProps) {
  const scrolls = scrollLabel ? { role: 'region', tabIndex: 0, 'aria-label': scrollLabel } : {}
  return (
    <div
      data-slot="table-container"
      className={cn('relative w-full overflow-x-auto', isLong && longClass)}
      {...scrolls}
    >
      <table data-slot="table" className={cn('w-full caption-bottom text-sm', className)} {...props} />
    </div>
  )
}

export function TableHeader({ className, ...props }: ComponentProps<'thead'>) {
  return <thead data-slot="table-header" className={cn('bg-muted/60 [&_tr]:border-b', className)} {...props} />
}

export function TableBody({ className, ...props }: ComponentProps<'tbody'>) {
  return <tbody data-slot="table-body" className={cn('[&_tr:last-child]:border-0', className)} {...props} />
}

export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return <tr data-slot="table-row" className={cn('border-b transition-colors', className)} {...props} />
}

export function TableHead({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      data-slot="table-head"
      scope="col"
      className={cn(
        'h-9 px-3 text-left align-middle text-xs font-medium whitespace-nowrap text-muted-foreground first:pl-4 last:pr-4',
        className,
      )}
      {...props}
    />
  )
}

export function TableCell({ className, ...props }: ComponentProps<'td'>) {
  return (
    <td
      data-slot="table-cell"
      className={cn('h-11 px-3 py-1.5 align-middle first:pl-4 last:pr-4', className)}
      {...props}
    />
  )
}
