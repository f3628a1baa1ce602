'use client'

import { AnimatePresence, m } from 'motion/react'
import type { ReactNode } from 'react'
import { MotionRoot } from './motion-root'

interface AnimatedListProps<T> {
  items: readonly T[]
  itemKey: (item: T) => string
  renderItem: (item: T, index: number) => ReactNode
  className?: string
  itemClassName?: string
  'aria-label'?: string
}

/** A list whose items glide in, out and to their new places. */
export function AnimatedList<T>({
  items,
  itemKey,
  renderItem,
  className,
  itemClassName,
  ...aria
}: AnimatedListProps<T>) {
  return (
    <MotionRoot>
      <ul className={className} {...aria}>
        <AnimatePresence initial={false} mode="popLayout">
          {items.map((item, index) => (
            <m.li
              key={itemKey(item)}
              className={itemClassName}
              initial={{ opacity: 0, y: -8 }}
              animate={{ opacity: 1, y: 0 }}
              exit={{ opacity: 0, scale: 0.98 }}
              transition={{ duration: 0.2, ease: 'easeOut' }}
            >
              {renderItem(item, index)}
            </m.li>
          ))}
        </AnimatePresence>
      </ul>
    </MotionRoot>
  )
}
