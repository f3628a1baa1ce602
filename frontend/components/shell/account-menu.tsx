'use client'

import { useTranslations } from 'next-intl'
import { Avatar } from '@/components/ui/avatar'
import { fullName, useMe } from '@/lib/auth'
import { LazyPopup, lazyPopup } from './lazy-popup'

const popup = lazyPopup(() => import('./account-menu-popup').then((module) => module.AccountMenuPopup))

export function AccountMenu() {
  const t = useTranslations('shell.account')
  const me = useMe()
  if (!me) return null
  return (
    <LazyPopup
      popup={popup}
      hasPopup="menu"
      aria-label={t('open', { name: fullName(me.user) })}
      className="ml-1 rounded-full"
    >
      <Avatar person={me.user} />
    </LazyPopup>
  )
}
