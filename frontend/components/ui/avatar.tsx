import type { ComponentProps } from 'react'
import { initials } from '@/lib/people'
import { cn } from '@/lib/utils'

/** Initials on a calm ground. Decoration: the name stands beside it. */
export function Avatar({
  person,
  className,
  ...props
}: ComponentProps<'span'> & { person: { firstName: string; lastName: string } }) {
  return (
    <span
      data-slot="avatar"
      aria-hidden
      className={cn(
        'grid size-8 shrink-0 place-content-center rounded-full bg-accent text-xs font-semibold text-accent-foreground select-none',
        className,
      )}
      {...props}
    >
      {initials(person)}
    </span>
  )
}
