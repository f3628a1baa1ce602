'use client'

import type { PrivacyNotice } from '@hms/contract/consents'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { NoticeText } from './notice-text'

interface NoticeDialogProps {
  notice: Pick<PrivacyNotice, 'sections'>
  title?: string
  /** Which version it is, in words. */
  description: string
  open: boolean
  onOpenChange: (open: boolean) => void
  /** What can be done with it, below the text. */
  children?: ReactNode
}

/** A version of the notice to read; the text can be scrolled by keyboard. */
export function NoticeDialog({ notice, title, description, open, onOpenChange, children }: NoticeDialogProps) {
  const t = useTranslations('consents.notice')
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-2xl grid-rows-[auto_minmax(0,1fr)_auto] overflow-hidden">
        <DialogHeader>
          <DialogTitle>{title ?? t('title')}</DialogTitle>
          <DialogDescription>{description}</DialogDescription>
        </DialogHeader>
        <div
          role="region"
          aria-label={t('title')}
          tabIndex={0}
          className="max-h-[60dvh] overflow-y-auto rounded-lg border bg-muted/30 p-4"
        >
          <NoticeText sections={notice.sections} />
        </div>
        {children && <DialogFooter>{children}</DialogFooter>}
      </DialogContent>
    </Dialog>
  )
}
