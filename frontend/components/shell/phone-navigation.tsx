'use client'

import type { Role } from '@hms/contract/permissions'
import { Menu } from 'lucide-react'
import dynamic from 'next/dynamic'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { QuietLink } from '@/components/ui/quiet-link'
import { cn } from '@/lib/utils'
import { isCurrent, navigationFor } from './navigation'

const NavigationDrawer = dynamic(() => import('./navigation-drawer').then((module) => module.NavigationDrawer), {
  ssr: false,
})

const itemClass =
  'flex min-h-14 flex-col items-center justify-center gap-1 rounded-md text-[0.65625rem] font-medium tracking-[-0.02em] text-muted-foreground focus-visible:outline-offset-[-3px]'

/** Below 1024 px: the most used pages within a thumb's reach, the rest in a drawer. */
export function PhoneNavigation({ role }: { role: Role }) {
  const t = useTranslations('shell')
  const pathname = usePathname()
  const [open, setOpen] = useState(false)
  const items = navigationFor(role)
  const direct = items.slice(0, items.length > 5 ? 4 : 5)
  return (
    <>
      <nav
        aria-label={t('navigation')}
        data-print="hide"
        className="fixed inset-x-0 bottom-0 z-30 border-t bg-card/95 pb-[env(safe-area-inset-bottom)] backdrop-blur lg:hidden"
      >
        <ul className="mx-auto grid max-w-lg auto-cols-fr grid-flow-col px-1">
          {direct.map(({ href, icon: Icon, name, ahead }) => {
            const current = isCurrent(pathname, href)
            return (
              <li key={href} className="min-w-0">
                <QuietLink
                  href={href}
                  ahead={ahead}
                  aria-current={current ? 'page' : undefined}
                  className={cn(itemClass, current && 'text-primary')}
                >
                  <Icon aria-hidden className="size-5" />
                  <span className="max-w-full truncate">{t(`nav.${name}`)}</span>
                </QuietLink>
              </li>
            )
          })}
          {direct.length < items.length && (
            <li>
              <button
                type="button"
                aria-haspopup="dialog"
                onClick={() => setOpen(true)}
                className={cn(itemClass, 'w-full')}
              >
                <Menu aria-hidden className="size-5" />
                {t('nav.more')}
              </button>
            </li>
          )}
        </ul>
      </nav>
      {open && <NavigationDrawer role={role} onClose={() => setOpen(false)} />}
    </>
  )
}
