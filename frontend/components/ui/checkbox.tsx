import { Check } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/utils'

interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'checked' | 'onChange'> {
  checked: boolean
  onCheckedChange: (checked: boolean) => void
}

/** The platform's own checkbox in our colours. */
export function Checkbox({ className, onCheckedChange, ...props }: CheckboxProps) {
  return (
    <span data-slot="checkbox" className={cn('relative grid size-5 shrink-0', className)}>
      <input
        type="checkbox"
        className="peer size-5 appearance-none rounded-sm border border-input bg-card shadow-xs transition-colors after:absolute after:-inset-1 checked:border-primary checked:bg-primary disabled:opacity-55 aria-invalid:border-destructive"
        onChange={(event) => onCheckedChange(event.target.checked)}
        {...props}
      />
      <Check
        aria-hidden
        strokeWidth={3}
        className="pointer-events-none absolute inset-0 m-auto hidden size-3.5 text-primary-foreground peer-checked:block"
      />
    </span>
  )
}
