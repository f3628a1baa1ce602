import type { ComponentProps } from 'react'
import { cn } from '@/lib/utils'

/** The shape of what is coming. It is decoration, so it cannot say that something loads: stand it in `Loading`. */
export function Skeleton({ className, ...props }: ComponentProps<'div'> & { 'aria-busy'?: never }) {
  return (
    <div data-slot="skeleton" aria-hidden className={cn('animate-pulse rounded-md bg-muted', className)} {...props} />
  )
}

/** Where something is on its way: says so to readers of the screen and to `settles`, around its skeletons. */
export function Loading(props: ComponentProps<'div'>) {
  return <div data-slot="loading" aria-busy {...props} />
}

/** One shape that is on its way, as `className` has it. */
export function LoadingBlock({ className }: { className: string }) {
  return (
    <Loading>
      <Skeleton className={className} />
    </Loading>
  )
}
