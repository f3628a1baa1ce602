'use client'

import type { Amendment } from '@hms/contract/amendments'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Choice } from '@/components/ui/choice'
import { ReasonDialog } from '@/components/ui/reason-dialog'
import { useDecideAmendment } from '@/lib/queries/amendments'
import { toast } from '@/lib/toast'

type Basis = NonNullable<Amendment['basis']>
const bases: Basis[] = ['accurate', 'not-created-here', 'not-part-of-record', 'not-accessible']

/** Answers a request: accepted when it was put right, or denied on a ground. */
export function DecideAmendment({ item }: { item: Amendment }) {
  const t = useTranslations('amendments')
  const decide = useDecideAmendment()
  const [answer, setAnswer] = useState<'accept' | 'deny'>('accept')
  const [basis, setBasis] = useState<Basis>('accurate')
  return (
    <ReasonDialog
      trigger={<Button size="sm">{t('record.decide')}</Button>}
      title={t('record.decideTitle')}
      description={t('record.decideHint')}
      label={t('record.decision')}
      maxLength={4000}
      confirmLabel={t('record.send')}
      cancelLabel={t('record.back')}
      onConfirm={async (decision) => {
        const accept = answer === 'accept'
        await decide.mutateAsync({ id: item.id, accept, basis: accept ? null : basis, decision })
        toast.success(t('record.sent'))
      }}
    >
      <Choice
        label={t('record.answer')}
        value={answer}
        options={(['accept', 'deny'] as const).map((value) => ({ value, label: t(`record.${value}`) }))}
        onChange={setAnswer}
      />
      {answer === 'deny' && (
        <Choice
          label={t('record.basis')}
          value={basis}
          options={bases.map((value) => ({ value, label: t(`bases.${value}`) }))}
          onChange={setBasis}
        />
      )}
    </ReasonDialog>
  )
}
