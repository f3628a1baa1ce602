'use client'

import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { usePublishNotice } from '@/lib/queries/consents'
import { toast } from '@/lib/toast'

interface PublishNoticeProps {
  revision: number
  version: number
  /** Only what is saved is published. */
  isSaved: boolean
}

/** Publishes the saved draft, after asking. */
export function PublishNotice({ revision, version, isSaved }: PublishNoticeProps) {
  const t = useTranslations('consents.editor')
  const id = useId()
  const publish = usePublishNotice()
  const isReady = isSaved && revision > 0
  return (
    <>
      <ConfirmDialog
        trigger={
          <Button variant="outline" disabled={!isReady} aria-describedby={isReady ? undefined : id}>
            {t('publish')}
          </Button>
        }
        title={t('publishTitle', { version })}
        description={t('publishHint')}
        confirmLabel={t('publish')}
        cancelLabel={t('publishKeep')}
        onConfirm={async () => {
          const notice = await publish.mutateAsync(revision)
          toast.success(t('published', { version: notice.version }))
        }}
      />
      {!isReady && (
        <p id={id} className="self-center text-sm text-muted-foreground">
          {t('saveFirst')}
        </p>
      )}
    </>
  )
}
