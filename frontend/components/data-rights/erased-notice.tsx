'use client'

import { useTranslations } from 'next-intl'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { useFormat } from '@/lib/reader'
import { withTexts } from '@/lib/with-texts'
import dataRights from '@/messages/en/dataRights.json'

/** Says of a record that there is nothing in it any more, and why. */
export const ErasedNotice = withTexts({ dataRights }, Notice)

function Notice({ at }: { at: string }) {
  const t = useTranslations('dataRights.patient')
  const format = useFormat()
  return (
    <Alert>
      <AlertTitle>{t('erased', { date: format.date(at) })}</AlertTitle>
      <AlertDescription>{t('erasedHint')}</AlertDescription>
    </Alert>
  )
}
