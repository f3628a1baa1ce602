'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { NotificationList } from './notification-list'

export function NotificationPopup({ trigger }: { trigger: ReactNode }) {
  const t = useTranslations('shell.notifications')
  const [open, setOpen] = useState(true)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent align="end" aria-label={t('title')} className="w-96 overflow-hidden p-0">
        <NotificationList onLeave={() => setOpen(false)} />
      </PopoverContent>
    </Popover>
  )
}
