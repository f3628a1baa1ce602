'use client'

import { useEffect, useRef } from 'react'
import { useMediaQuery } from '@/lib/hooks'

interface CountUpProps {
  to: number
  from?: number
  /** Seconds. */
  duration?: number
  /** Seconds before it begins. */
  delay?: number
  className?: string
  /** How a figure is written; the reader's own way is in `useFormat`. */
  format?: (value: number) => string
  onEnd?: () => void
}

/** Milliseconds between two figures: no eye reads more of them, and each has to be laid out. */
const pause = 50

const easeOut = (t: number) => 1 - (1 - t) ** 4

/** A figure that runs up to its value. Assistive technology hears the value only. */
export function CountUp({ to, from = 0, duration = 0.6, delay = 0, className, format = String, onEnd }: CountUpProps) {
  const shown = useRef<HTMLSpanElement>(null)
  const still = useMediaQuery('(prefers-reduced-motion: reduce)')
  const latest = useRef({ format, onEnd })
  useEffect(() => {
    latest.current = { format, onEnd }
  })

  useEffect(() => {
    const element = shown.current
    if (!element) return
    let frame = 0
    let last = 0
    const start = performance.now() + delay * 1000
    const step = (now: number) => {
      const progress = still ? 1 : Math.min(1, Math.max(0, (now - start) / (duration * 1000)))
      if (progress === 1 || now - last >= pause) {
        last = now
        element.textContent = latest.current.format(Math.round(from + (to - from) * easeOut(progress)))
      }
      if (progress < 1) frame = requestAnimationFrame(step)
      else latest.current.onEnd?.()
    }
    frame = requestAnimationFrame(step)
    return () => cancelAnimationFrame(frame)
  }, [to, from, duration, delay, still])

  return (
    <span className={className}>
      <span aria-hidden ref={shown} className="tabular">
        {format(from)}
      </span>
      <span className="sr-only">{format(to)}</span>
    </span>
  )
}
