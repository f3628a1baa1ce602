import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/lib/utils'
import { Loading, Skeleton } from './skeleton'

interface StatCardProps {
  label: string
  /** Left out while it loads. */
  value: ReactNode | undefined
  hint?: ReactNode
  icon?: LucideIcon
  /** Stands beside the name: what the figure counts, as a `Definition`. */
  action?: ReactNode
  className?: string
}

/** One figure with its name. */
export function StatCard({ label, value, hint, icon: Icon, action, className }: StatCardProps) {
  return (
    <div
      data-slot="stat-card"
      className={cn('flex flex-col gap-1 rounded-xl border bg-card p-5 text-card-foreground shadow-xs', className)}
    >
      <div className="flex items-center justify-between gap-2 text-muted-foreground">
        <span className="flex min-w-0 items-center gap-1 text-sm">
          {label}
          {action}
        </span>
        {Icon && <Icon aria-hidden className="size-4 shrink-0 max-sm:hidden" />}
      </div>
      {value === undefined ? (
        <Loading className="py-1">
          <Skeleton className="h-7 w-24" />
        </Loading>
      ) : (
        <span className="text-2xl leading-9 font-semibold tracking-tight tabular">{value}</span>
      )}
      {hint && <span className="text-xs text-muted-foreground">{hint}</span>}
    </div>
  )
}
