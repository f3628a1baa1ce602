'use client'

import Link from 'next/link'
import { type ComponentProps, useEffect, useState } from 'react'
import { useIsQuiet } from '@/lib/hooks'

interface QuietLinkProps extends Omit<ComponentProps<typeof Link>, 'prefetch'> {
  /** In a list, where most links are never followed: only reaching for this one fetches its page. */
  oneOfMany?: boolean
  /** What its page loads by itself, fetched ahead with the page. */
  ahead?: (() => Promise<unknown>) | undefined
}

/**
 * A link whose page is fetched ahead: once the page that is open has come to rest, or as soon as somebody reaches for
 * the link. Next's own begins at once and competes with the page that is still loading.
 */
export function QuietLink({ oneOfMany = false, ahead, ...props }: QuietLinkProps) {
  const isQuiet = useIsQuiet()
  const [isReachedFor, setReachedFor] = useState(false)
  const reach = () => setReachedFor(true)
  const isFetchedAhead = isReachedFor || (isQuiet && !oneOfMany)
  useEffect(() => {
    // What fails here fails again where it is shown, and is told there.
    if (isFetchedAhead) ahead?.().catch(() => {})
  }, [isFetchedAhead, ahead])
  return (
    <Link
      onPointerEnter={reach}
      onFocus={reach}
      onTouchStart={reach}
      {...props}
      prefetch={isFetchedAhead ? null : false}
    />
  )
}
