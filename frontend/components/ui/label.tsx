import type { ComponentProps } from 'react'
import { cn } from '@/lib/utils'

export function Label({ className, ...props }: ComponentProps<'label'>) {
  return (
    // eslint-disable-next-line jsx-a11y/label-has-associated-control -- whoever places it names its control
    <label
      data-slot="label"
      className={cn('flex items-center gap-1 text-sm leading-5 font-medium select-none', className)}
      {...props}
    />
  )
}
