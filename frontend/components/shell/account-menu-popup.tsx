'use client'

import { Keyboard, LockKeyhole, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { fullName, useMe, useSignOut } from '@/lib/auth'
import { lockNow } from '@/lib/queries/lock'
import { setTheme, type Theme, useTheme } from '@/lib/theme'
import { askForShortcuts } from './shortcuts'

const themes = [
  { value: 'light', icon: Sun },
  { value: 'dark', icon: Moon },
  { value: 'system', icon: Monitor },
] as const

export function AccountMenuPopup({ trigger }: { trigger: ReactNode }) {
  const t = useTranslations()
  const theme = useTheme()
  const signOut = useSignOut()
  return (
    <DropdownMenu defaultOpen modal={false}>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-60">
        <Owner />
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link href="/profile">
            <UserRound aria-hidden />
            {t('shell.account.profile')}
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={askForShortcuts}>
          <Keyboard aria-hidden />
          {t('shell.account.shortcuts')}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>{t('shell.theme.label')}</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={theme} onValueChange={(value) => setTheme(value as Theme)}>
          {themes.map(({ value, icon: Icon }) => (
            <DropdownMenuRadioItem key={value} value={value}>
              <Icon aria-hidden />
              {t(`shell.theme.${value}`)}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={lockNow}>
          <LockKeyhole aria-hidden />
          {t('shell.shortcuts.lock')}
        </DropdownMenuItem>
        <DropdownMenuItem disabled={signOut.isPending} onSelect={() => signOut.mutate()}>
          <LogOut aria-hidden />
          {t('shell.account.signOut')}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

function Owner() {
  const t = useTranslations('common.role')
  const me = useMe()
  if (!me) return null
  return (
    <div className="px-2 py-2">
      <p className="truncate font-medium">{fullName(me.user)}</p>
      <p className="truncate text-xs text-muted-foreground">{me.user.email}</p>
      <p className="text-xs text-muted-foreground">{t(me.user.role)}</p>
    </div>
  )
}
