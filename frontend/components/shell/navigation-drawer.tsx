'use client'

import type { Role } from '@hms/contract/permissions'
import { useTranslations } from 'next-intl'
import { Sheet, SheetContent, SheetTitle } from '@/components/ui/sheet'
import { NavigationList } from './sidebar'

export function NavigationDrawer({ role, onClose }: { role: Role; onClose: () => void }) {
  const t = useTranslations('shell')
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent
        side="left"
        aria-describedby={undefined}
        className="border-sidebar-border bg-sidebar text-sidebar-foreground"
      >
        <SheetTitle className="flex h-14 shrink-0 items-center px-6 text-base text-sidebar-accent-foreground">
          {t('menu')}
        </SheetTitle>
        <nav aria-label={t('navigation')} className="flex-1 overflow-y-auto px-3 pb-6">
          <NavigationList role={role} onNavigate={onClose} />
        </nav>
      </SheetContent>
    </Sheet>
  )
}
