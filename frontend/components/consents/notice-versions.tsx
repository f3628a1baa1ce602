'use client'

import type { PublishedNotice } from '@hms/contract/consents'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { useFormat } from '@/lib/reader'
import { NoticeDialog } from './notice-dialog'

/** What was published, the newest first. */
export function NoticeVersions({ versions }: { versions: readonly PublishedNotice[] }) {
  const t = useTranslations('consents.editor')
  const words = useTranslations('consents.notice')
  const format = useFormat()
  const [shown, setShown] = useState<PublishedNotice | null>(null)
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('versions')}</CardTitle>
      </CardHeader>
      <CardContent>
        {versions.length === 0 && <p className="text-sm text-muted-foreground">{t('none')}</p>}
        <ol className="grid gap-3">
          {versions.map((notice) => (
            <Version key={notice.version} notice={notice} onRead={() => setShown(notice)} />
          ))}
        </ol>
      </CardContent>
      {shown && (
        <NoticeDialog
          notice={shown}
          description={words('version', { version: shown.version, date: format.date(shown.publishedAt) })}
          open
          onOpenChange={(open) => !open && setShown(null)}
        />
      )}
    </Card>
  )
}

function Version({ notice, onRead }: { notice: PublishedNotice; onRead: () => void }) {
  const t = useTranslations('consents.editor')
  const format = useFormat()
  const { version, publishedAt, publishedBy, acknowledgements } = notice
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 text-sm">
      <span>
        {t('by', { date: format.dateTime(publishedAt), name: publishedBy ?? '–' })}
        <span className="block text-muted-foreground">{t('count', { count: acknowledgements })}</span>
      </span>
      <Button variant="outline" size="sm" onClick={onRead}>
        {t('read', { version })}
      </Button>
    </li>
  )
}
