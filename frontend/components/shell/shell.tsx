'use client'

import dynamic from 'next/dynamic'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { memo, type ReactNode } from 'react'
import { isPublicPath } from './public-paths'

/** Drawn again by what it shows alone, and not because the page in it is another one. */
const SignedInFrame = memo(dynamic(() => import('./signed-in-frame').then((module) => module.SignedInFrame)))

/** The one frame of the site; it stays mounted while pages change inside it. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTranslations('common')
  const pathname = usePathname()
  return (
    <>
      <a
        href="#content"
        className="fixed top-2 left-2 z-[60] -translate-y-24 rounded-md bg-primary px-4 py-2 text-sm font-medium text-primary-foreground focus:translate-y-0 focus:shadow-lg"
      >
        {t('skipToContent')}
      </a>
      {isPublicPath(pathname) ? children : <SignedInFrame>{children}</SignedInFrame>}
    </>
  )
}
