'use client'

import type { PrivacyNotice } from '@hms/contract/consents'
import { useTranslations } from 'next-intl'
import { Dialog, DialogContent, DialogDescription, DialogTitle } from '@/components/ui/dialog'
import { fallbackReader } from '@/lib/constants'
import { formatDate } from '@/lib/datetime'
import { withTexts } from '@/lib/with-texts'
import consents from '@/messages/en/consents.json'
import { NoticeDialog } from './notice-dialog'

/** The notice for whoever has no account yet. */
export const PublicNotice = withTexts({ consents }, Reading)

function Reading({ notice, onClose }: { notice: PrivacyNotice | null; onClose: () => void }) {
  const t = useTranslations('consents.notice')
  const close = (open: boolean) => !open && onClose()
  if (notice) {
    const { version, publishedAt } = notice
    const description = t('version', { version, date: formatDate(publishedAt, fallbackReader) })
    return <NoticeDialog notice={notice} description={description} open onOpenChange={close} />
  }
  return (
    <Dialog open onOpenChange={close}>
      <DialogContent>
        <DialogTitle>{t('title')}</DialogTitle>
        <DialogDescription>{t('none')}</DialogDescription>
      </DialogContent>
    </Dialog>
  )
}
