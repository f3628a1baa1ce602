'use client'

import Link from 'next/link'
import { type ComponentProps, useState } from 'react'
import { useIsQuiet } from '@/lib/hooks'

/**
 * A link whose page is fetched ahead: once the page that is open has come to rest, or as soon as somebody reaches for
 * the link. Next's own begins at once and competes with the page that is still loading.
 */
export function QuietLink(props: Omit<ComponentProps<typeof Link>, 'prefetch'>) {
  const isQuiet = useIsQuiet()
  const [isReachedFor, setReachedFor] = useState(false)
  const reach = () => setReachedFor(true)
  return (
    <Link
      onPointerEnter={reach}
      onFocus={reach}
      onTouchStart={reach}
      {...props}
      prefetch={isQuiet || isReachedFor ? null : false}
    />
  )
}
