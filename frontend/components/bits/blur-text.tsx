'use client'

import { useAnimate } from 'motion/react-mini'
import { useEffect } from 'react'
import { useMediaQuery } from '@/lib/hooks'

interface BlurTextProps {
  text: string
  /** Milliseconds between one part and the next. */
  delay?: number
  className?: string
  animateBy?: 'words' | 'letters'
  direction?: 'top' | 'bottom'
}

/** Text whose parts come into focus one after another. Readable before any script has run. */
export function BlurText({ text, delay = 60, className, animateBy = 'words', direction = 'top' }: BlurTextProps) {
  const [scope, animate] = useAnimate<HTMLSpanElement>()
  const still = useMediaQuery('(prefers-reduced-motion: reduce)', true)
  const parts = animateBy === 'words' ? text.split(' ') : [...text]

  useEffect(() => {
    if (still) return
    const y = direction === 'top' ? -8 : 8
    for (const [index, part] of [...scope.current.querySelectorAll('[data-part]')].entries()) {
      animate(
        part,
        { opacity: [0.15, 1], filter: ['blur(6px)', 'blur(0px)'], transform: [`translateY(${y}px)`, 'none'] },
        { duration: 0.45, delay: (index * delay) / 1000, ease: 'easeOut' },
      )
    }
  }, [animate, delay, direction, scope, still, text])

  return (
    <span className={className}>
      <span className="sr-only">{text}</span>
      <span aria-hidden ref={scope}>
        {parts.map((part, index) => (
          <span key={`${part}-${index}`} data-part className="inline-block whitespace-pre">
            {animateBy === 'words' && index < parts.length - 1 ? `${part} ` : part}
          </span>
        ))}
      </span>
    </span>
  )
}
