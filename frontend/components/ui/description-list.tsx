import type { ReactNode } from 'react'
import { cn } from '@/lib/utils'

/** One named value of a record, to read: place several in a `DescriptionList`. */
export function Description({
  term,
  children,
  className,
}: {
  term: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <div data-slot="description" className={cn('grid content-start gap-0.5', className)}>
      <dt className="text-xs text-muted-foreground">{term}</dt>
      <dd className="min-w-0 break-words">{children ?? <span className="text-muted-foreground">–</span>}</dd>
    </div>
  )
}

export function DescriptionList({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <dl data-slot="description-list" className={cn('grid gap-x-6 gap-y-4 sm:grid-cols-2', className)}>
      {children}
    </dl>
  )
}
