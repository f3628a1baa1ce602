'use client'

import { Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { memo } from 'react'
import { Kbd } from '@/components/ui/kbd'
import { QuietLink } from '@/components/ui/quiet-link'
import { AccountMenu } from './account-menu'
import { Logo } from './logo'
import { ModKey } from './mod-key'
import { ThemeSwitch } from './theme-switch'

const NotificationBell = dynamic(() => import('./notification-bell').then((module) => module.NotificationBell), {
  ssr: false,
  loading: () => <span className="size-9" />,
})

/** What stands above every page, and like the sidebar is not drawn again with each. `onSearch` has to be a stable one. */
export const TopBar = memo(function TopBar({ onSearch }: { onSearch: () => void }) {
  const t = useTranslations()
  return (
    <header
      data-print="hide"
      className="sticky top-0 z-20 flex h-14 items-center gap-2 border-b bg-background/90 px-4 backdrop-blur sm:px-6 lg:px-8"
    >
      <QuietLink href="/dashboard" className="mr-1 rounded-md text-primary lg:hidden">
        <Logo />
        <span className="sr-only">{t('common.appName')}</span>
      </QuietLink>
      <button
        type="button"
        onClick={onSearch}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        className="flex h-9 min-w-0 flex-1 items-center gap-2.5 rounded-md border bg-card px-3 text-left text-sm text-muted-foreground shadow-xs transition-colors hover:border-input sm:max-w-80"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="min-w-0 flex-1 truncate">
          <span className="max-sm:hidden">{t('shell.searchButton')}</span>
          <span className="sm:hidden">{t('shell.searchShort')}</span>
        </span>
        <span aria-hidden className="hidden gap-1 sm:flex">
          <Kbd>
            <ModKey />
          </Kbd>
          <Kbd>K</Kbd>
        </span>
      </button>
      <div className="ml-auto flex items-center gap-1">
        <ThemeSwitch />
        <NotificationBell />
        <AccountMenu />
      </div>
    </header>
  )
})
