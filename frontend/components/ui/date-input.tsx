import type { ComponentProps } from 'react'
import { cn } from '@/lib/utils'
import { Input } from './input'

/** A calendar date, `1984-05-17`, in the platform's own picker: keyboard, language and phone come with it. */
export function DateInput({ className, ...props }: Omit<ComponentProps<'input'>, 'type'>) {
  return <Input type="date" className={cn('tabular', className)} {...props} />
}
