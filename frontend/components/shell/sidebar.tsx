'use client'

import type { Role } from '@hms/contract/permissions'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { memo } from 'react'
import { QuietLink } from '@/components/ui/quiet-link'
import { cn } from '@/lib/utils'
import { Wordmark } from './logo'
import { isCurrent, navigationFor, type ShownNavItem } from './navigation'

/** The navigation of a wide window. Not drawn again with what knows the router, which every page that opens changes. */
export const Sidebar = memo(function Sidebar({ role }: { role: Role }) {
  const t = useTranslations()
  return (
    <nav
      aria-label={t('shell.navigation')}
      data-print="hide"
      className="fixed inset-y-0 left-0 z-30 hidden w-60 flex-col border-r border-sidebar-border bg-sidebar text-sidebar-foreground lg:flex"
    >
      <div className="flex h-14 shrink-0 items-center px-5">
        <QuietLink
          href="/dashboard"
          className="rounded-md text-sidebar-accent-foreground focus-visible:outline-sidebar-mark"
        >
          <Wordmark name={t('common.appName')} className="[&_svg]:text-sidebar-mark" />
        </QuietLink>
      </div>
      <NavigationList role={role} className="flex-1 overflow-y-auto px-3 py-3" />
    </nav>
  )
})

/** All items of a role in their groups: in the sidebar, and in the drawer of a phone. */
export function NavigationList({
  role,
  className,
  onNavigate,
}: {
  role: Role
  className?: string
  onNavigate?: () => void
}) {
  const t = useTranslations('shell')
  const items = navigationFor(role)
  const administration = items.filter((item) => item.group === 'administration')
  return (
    <div className={className}>
      <Group items={items.filter((item) => item.group === 'care')} onNavigate={onNavigate} />
      {administration.length > 0 && (
        <>
          <p className="mt-5 mb-1 px-3 text-[0.6875rem] font-medium tracking-wide text-sidebar-muted">
            {t('group.administration')}
          </p>
          <Group items={administration} onNavigate={onNavigate} />
        </>
      )}
    </div>
  )
}

function Group({ items, onNavigate }: { items: ShownNavItem[]; onNavigate: (() => void) | undefined }) {
  const pathname = usePathname()
  return (
    <ul className="grid gap-0.5">
      {items.map((item) => (
        <Item key={item.href} item={item} current={isCurrent(pathname, item.href)} onNavigate={onNavigate} />
      ))}
    </ul>
  )
}

interface ItemProps {
  item: ShownNavItem
  current: boolean
  onNavigate: (() => void) | undefined
}

/** Of all items two change with a page: the one that is left and the one that is reached. */
const Item = memo(function Item({ item: { href, icon: Icon, name, ahead }, current, onNavigate }: ItemProps) {
  const t = useTranslations('shell.nav')
  return (
    <li>
      <QuietLink
        href={href}
        ahead={ahead}
        onClick={onNavigate}
        aria-current={current ? 'page' : undefined}
        className={cn(
          'relative flex h-9 items-center gap-3 rounded-md px-3 text-sm transition-colors hover:bg-sidebar-accent hover:text-sidebar-accent-foreground focus-visible:outline-sidebar-mark max-lg:h-11',
          current &&
            'bg-sidebar-accent font-medium text-sidebar-accent-foreground before:absolute before:inset-y-2 before:-left-3 before:w-1 before:rounded-r-full before:bg-sidebar-mark',
        )}
      >
        <Icon aria-hidden className={cn('size-4 shrink-0', current ? 'text-sidebar-mark' : 'text-sidebar-muted')} />
        {t(name)}
      </QuietLink>
    </li>
  )
})
