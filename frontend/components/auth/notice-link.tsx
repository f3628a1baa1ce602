'use client'

import type { PrivacyNotice } from '@hms/contract/consents'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'

const Reading = lazy(() =>
  import('@/components/consents/public-notice').then((module) => ({ default: module.PublicNotice })),
)

/** What somebody who signs up takes note of, to read before. */
export function NoticeLink({ notice }: { notice: PrivacyNotice | null }) {
  const t = useTranslations('auth.signUp')
  const [open, setOpen] = useState(false)
  return (
    <p className="text-sm text-muted-foreground">
      {t('notice')}{' '}
      <Button variant="link" className="h-auto p-0" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t('noticeRead')}
      </Button>
      {open && (
        <Suspense>
          <Reading notice={notice} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </p>
  )
}
