import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/utils'
import { controlClass } from './input'

/** The platform's own list: best on phones, and the default choice for short lists. */
export function NativeSelect({ className, ...props }: ComponentProps<'select'>) {
  return (
    <span data-slot="native-select-wrapper" className={cn('relative block', className)}>
      <select data-slot="native-select" className={cn(controlClass, 'h-9 appearance-none pr-9')} {...props} />
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2.5 right-3 size-4 text-muted-foreground" />
    </span>
  )
}
