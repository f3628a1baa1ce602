import { LoaderCircle } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/utils'

/** Decoration only: say in words beside it, or with `aria-busy`, what is going on. */
export function Spinner({ className, ...props }: ComponentProps<'svg'>) {
  return <LoaderCircle data-slot="spinner" aria-hidden className={cn('size-4 animate-spin', className)} {...props} />
}
