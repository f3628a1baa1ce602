'use client'

import Link from 'next/link'
import { type ComponentProps, useState } from 'react'

/**
 * A link whose page is fetched when somebody reaches for it, and not because it is in sight: for lists, where most links
 * are never followed, and beside what a page has still to load for itself.
 */
export function IntentLink(props: ComponentProps<typeof Link>) {
  const [isNear, setNear] = useState(false)
  const near = () => setNear(true)
  return <Link {...props} prefetch={isNear ? null : false} onPointerEnter={near} onFocus={near} />
}
