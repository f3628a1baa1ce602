'use client'

import type { Role } from '@hms/contract/permissions'
import { useTranslations } from 'next-intl'
import { Fragment } from 'react'
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import { Label } from '@/components/ui/label'
import { Switch } from '@/components/ui/switch'
import { ModKey } from './mod-key'
import { type Shortcut, shortcutsFor, useShortcutsEnabled } from './shortcuts'

export function ShortcutList({ role, onClose }: { role: Role; onClose: () => void }) {
  const t = useTranslations('shell')
  const [enabled, setEnabled] = useShortcutsEnabled()
  const name = ({ label }: Shortcut) => {
    if (label.from === 'nav') return t('shortcuts.goTo', { page: t(`nav.${label.key}`) })
    return label.from === 'palette' ? t(`palette.${label.key}`) : t(`shortcuts.${label.key}`)
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{t('shortcuts.title')}</DialogTitle>
          <DialogDescription>{t('shortcuts.description')}</DialogDescription>
        </DialogHeader>
        <ul className="divide-y rounded-lg border">
          {shortcutsFor(role).map((shortcut) => (
            <li key={shortcut.keys.join(' ')} className="flex min-h-10 items-center justify-between gap-4 px-3">
              {name(shortcut)}
              <span className="flex items-center gap-1.5 text-xs text-muted-foreground">
                {shortcut.keys.map((key, index) => (
                  <Fragment key={key}>
                    {index > 0 && t('shortcuts.then')}
                    {key.split('+').map((part) => (
                      <Kbd key={part}>{part === 'mod' ? <ModKey /> : part}</Kbd>
                    ))}
                  </Fragment>
                ))}
              </span>
            </li>
          ))}
        </ul>
        <div className="flex items-start justify-between gap-4">
          <div className="grid gap-0.5">
            <Label htmlFor="single-keys">{t('shortcuts.enabled')}</Label>
            <p className="text-xs text-muted-foreground">{t('shortcuts.enabledHint')}</p>
          </div>
          <Switch id="single-keys" checked={enabled} onCheckedChange={setEnabled} />
        </div>
      </DialogContent>
    </Dialog>
  )
}
