'use client'

import type { Me } from '@hms/contract/auth'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useCallback, useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { consentQueries } from '@/lib/queries/consents'
import { withTexts } from '@/lib/with-texts'
import consents from '@/messages/en/consents.json'
import { NoticeDialog } from './notice-dialog'
import { AcknowledgeButton } from './own-notice'

const settledKey = 'hms.notice-settled'

/** Whether it was dealt with since this sign-in. Where storage is forbidden, each page asks anew. */
function isSettled(signIn: string): boolean {
  try {
    return sessionStorage.getItem(settledKey) === signIn
  } catch {
    return false
  }
}

function settle(signIn: string) {
  try {
    sessionStorage.setItem(settledKey, signIn)
  } catch {
    // Asked again on the next page.
  }
}

/** Shows a patient, once after a sign-in, the version of the notice that they have not taken note of. It can be put off. */
export const NoticeDue = withTexts({ consents }, Due)

function Due({ me: { user, patient } }: { me: Me }) {
  const signIn = `${user.id}/${user.lastSignInAt}`
  const [done, setDone] = useState(() => isSettled(signIn))
  const onSettled = useCallback(() => {
    settle(signIn)
    setDone(true)
  }, [signIn])
  return done || !patient ? null : <Unseen patientId={patient.id} onSettled={onSettled} />
}

function Unseen({ patientId, onSettled }: { patientId: string; onSettled: () => void }) {
  const t = useTranslations('consents.notice')
  const [isReading, setReading] = useState(false)
  const own = useQuery(consentQueries.of(patientId))
  const seen = own.data?.acknowledgements[0]?.version
  const version = own.data?.noticeVersion
  const isDue = Boolean(version) && seen !== version
  // Asked once after a sign-in, and not on every page.
  const isNothingNew = own.isSuccess && !isDue
  useEffect(() => {
    if (isNothingNew) onSettled()
  }, [isNothingNew, onSettled])
  const notice = useQuery({ ...consentQueries.currentNotice(), enabled: isDue })
  if (!isDue || !notice.data) return null
  const title = t(seen === undefined ? 'dueFirst' : 'dueTitle')
  const description = t('dueHint', { version: notice.data.version })
  return (
    <>
      <Bar title={title} hint={description} onRead={() => setReading(true)} onLater={onSettled} />
      <NoticeDialog
        notice={notice.data}
        title={title}
        description={description}
        open={isReading}
        onOpenChange={setReading}
      >
        <Button variant="outline" onClick={onSettled}>
          {t('later')}
        </Button>
        <AcknowledgeButton patientId={patientId} version={notice.data.version} onDone={onSettled} />
      </NoticeDialog>
    </>
  )
}

interface BarProps {
  title: string
  hint: string
  onRead: () => void
  onLater: () => void
}

/** Stands at the edge: whoever comes for something urgent goes on without it. */
function Bar({ title, hint, onRead, onLater }: BarProps) {
  const t = useTranslations('consents.notice')
  return (
    <section
      aria-label={t('title')}
      className="fixed inset-x-3 bottom-20 z-30 mx-auto flex max-w-2xl flex-wrap items-center justify-between gap-3 rounded-xl border bg-popover px-4 py-3 shadow-lg lg:bottom-6"
    >
      <div className="grid min-w-0 flex-1 basis-60 gap-0.5 text-sm">
        <p className="font-medium">{title}</p>
        <p className="text-xs text-muted-foreground">{hint}</p>
      </div>
      <div className="flex gap-2">
        <Button size="sm" onClick={onRead}>
          {t('read')}
        </Button>
        <Button size="sm" variant="outline" onClick={onLater}>
          {t('later')}
        </Button>
      </div>
    </section>
  )
}
