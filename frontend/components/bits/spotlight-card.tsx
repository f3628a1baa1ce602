'use client'

import type { ComponentProps, PointerEvent } from 'react'
import { cn } from '@/lib/utils'

interface SpotlightCardProps extends ComponentProps<'div'> {
  /** Any CSS colour. */
  spotlightColor?: string
}

/** A card on which a soft light follows the pointer; still where motion is not wanted. */
export function SpotlightCard({
  spotlightColor = 'color-mix(in oklch, var(--ring) 16%, transparent)',
  className,
  children,
  style,
  ...props
}: SpotlightCardProps) {
  function follow(event: PointerEvent<HTMLDivElement>) {
    const box = event.currentTarget.getBoundingClientRect()
    event.currentTarget.style.setProperty('--spot-x', `${event.clientX - box.left}px`)
    event.currentTarget.style.setProperty('--spot-y', `${event.clientY - box.top}px`)
  }
  return (
    <div
      data-slot="spotlight-card"
      onPointerMove={follow}
      className={cn('group/spot relative overflow-hidden rounded-xl border bg-card text-card-foreground', className)}
      style={style}
      {...props}
    >
      <div
        aria-hidden
        className="pointer-events-none absolute inset-0 opacity-0 transition-opacity duration-300 group-hover/spot:opacity-100 motion-reduce:hidden"
        style={{
          background: `radial-gradient(18rem circle at var(--spot-x, 50%) var(--spot-y, 0%), ${spotlightColor}, transparent 70%)`,
        }}
      />
      <div className="relative">{children}</div>
    </div>
  )
}
