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
  return (
    <NoticeDialog
      notice={notice.data}
      title={t(seen === undefined ? 'dueFirst' : 'dueTitle')}
      description={t('dueHint', { version: notice.data.version })}
      open
      onOpenChange={(open) => !open && onSettled()}
    >
      <Button variant="outline" onClick={onSettled}>
        {t('later')}
      </Button>
      <AcknowledgeButton patientId={patientId} version={notice.data.version} onDone={onSettled} />
    </NoticeDialog>
  )
}
