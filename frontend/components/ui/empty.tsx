import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/lib/utils'

interface EmptyProps {
  icon?: LucideIcon
  title: string
  description?: ReactNode
  /** What to do about it: usually one button. */
  children?: ReactNode
  className?: string
}

/** Where a list has nothing to show: says why, and what to do next. */
export function Empty({ icon: Icon, title, description, children, className }: EmptyProps) {
  return (
    <div data-slot="empty" className={cn('flex flex-col items-center gap-3 px-6 py-12 text-center', className)}>
      {Icon && (
        <span aria-hidden className="grid size-11 place-content-center rounded-full bg-accent text-accent-foreground">
          <Icon className="size-5" />
        </span>
      )}
      <div className="grid max-w-sm gap-1">
        <p className="font-medium">{title}</p>
        {description && <p className="text-sm text-muted-foreground">{description}</p>}
      </div>
      {children && <div className="mt-1 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  )
}
