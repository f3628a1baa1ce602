import { cn } from '@/lib/utils'

/** The mark: a cross whose arms are four beds around a ward, one of them taken. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cn('size-7', className)}>
      <rect width="32" height="32" rx="8" fill="currentColor" opacity="0.16" />
      <rect x="12.5" y="5" width="7" height="9" rx="2.5" fill="currentColor" />
      <rect x="12.5" y="18" width="7" height="9" rx="2.5" fill="currentColor" />
      <rect x="5" y="12.5" width="9" height="7" rx="2.5" fill="currentColor" />
      <rect x="18" y="12.5" width="9" height="7" rx="2.5" fill="currentColor" opacity="0.45" />
    </svg>
  )
}

export function Wordmark({ className, name }: { className?: string; name: string }) {
  return (
    <span className={cn('inline-flex items-center gap-2.5 text-base font-semibold tracking-tight', className)}>
      <Logo />
      {name}
    </span>
  )
}
