'use client'

import { useAnimate } from 'motion/react-mini'
import { type ReactNode, useEffect } from 'react'
import { useMediaQuery } from '@/lib/hooks'

interface FadeContentProps {
  children: ReactNode
  /** Also sharpens while it fades in. */
  blur?: boolean
  /** Milliseconds. */
  duration?: number
  /** Milliseconds before it begins. */
  delay?: number
  className?: string
}

/** Content that fades in when it is shown. Visible without scripts too. */
export function FadeContent({ children, blur = false, duration = 400, delay = 0, className }: FadeContentProps) {
  const [scope, animate] = useAnimate<HTMLDivElement>()
  const still = useMediaQuery('(prefers-reduced-motion: reduce)', true)

  useEffect(() => {
    if (still) return
    const sharpen = blur ? { filter: ['blur(6px)', 'blur(0px)'] } : {}
    const timing = { duration: duration / 1000, delay: delay / 1000, ease: 'easeOut' } as const
    animate(scope.current, { opacity: [0.3, 1], ...sharpen }, timing)
  }, [animate, blur, delay, duration, scope, still])

  return (
    <div ref={scope} className={className}>
      {children}
    </div>
  )
}
