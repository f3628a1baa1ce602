'use client'

import type { Amendment } from '@hms/contract/amendments'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Label } from '@/components/ui/label'
import { NativeSelect } from '@/components/ui/native-select'
import { Textarea } from '@/components/ui/textarea'
import { useDecideAmendment } from '@/lib/queries/amendments'
import { toast } from '@/lib/toast'

type Basis = NonNullable<Amendment['basis']>
const bases: Basis[] = ['accurate', 'not-created-here', 'not-part-of-record', 'not-accessible']

/** Answers a request: accepted when it was put right, or denied on a ground. */
export function DecideAmendment({ item }: { item: Amendment }) {
  const t = useTranslations('amendments')
  const id = useId()
  const decide = useDecideAmendment()
  const [accept, setAccept] = useState(true)
  const [basis, setBasis] = useState<Basis>('accurate')
  const [decision, setDecision] = useState('')
  return (
    <ConfirmDialog
      trigger={<Button size="sm">{t('record.decide')}</Button>}
      title={t('record.decideTitle')}
      description={t('record.decideHint')}
      confirmLabel={t('record.send')}
      cancelLabel={t('record.back')}
      onConfirm={async () => {
        await decide.mutateAsync({ id: item.id, accept, basis: accept ? null : basis, decision })
        toast.success(t('record.sent'))
      }}
    >
      <div className="grid gap-4">
        <div className="grid gap-1.5">
          <Label htmlFor={`${id}-answer`}>{t('record.answer')}</Label>
          <NativeSelect
            id={`${id}-answer`}
            value={accept ? 'accept' : 'deny'}
            onChange={(event) => setAccept(event.target.value === 'accept')}
          >
            <option value="accept">{t('record.accept')}</option>
            <option value="deny">{t('record.deny')}</option>
          </NativeSelect>
        </div>
        {!accept && (
          <div className="grid gap-1.5">
            <Label htmlFor={`${id}-basis`}>{t('record.basis')}</Label>
            <NativeSelect id={`${id}-basis`} value={basis} onChange={(event) => setBasis(event.target.value as Basis)}>
              {bases.map((name) => (
                <option key={name} value={name}>
                  {t(`bases.${name}`)}
                </option>
              ))}
            </NativeSelect>
          </div>
        )}
        <div className="grid gap-1.5">
          <Label htmlFor={`${id}-decision`}>{t('record.decision')}</Label>
          <Textarea
            id={`${id}-decision`}
            rows={4}
            maxLength={4000}
            required
            value={decision}
            onChange={(event) => setDecision(event.target.value)}
          />
        </div>
      </div>
    </ConfirmDialog>
  )
}
