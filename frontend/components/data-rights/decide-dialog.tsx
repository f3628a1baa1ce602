'use client'

import type { ErasureRequest } from '@hms/contract/dataRights'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Label } from '@/components/ui/label'
import { Labelled } from '@/components/ui/labelled'
import { NativeSelect } from '@/components/ui/native-select'
import { Textarea } from '@/components/ui/textarea'
import { useDecideErasure } from '@/lib/queries/dataRights'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'

/** Approves or refuses a request; what is approved may still be refused until it is done. */
export function DecideDialog({ item }: { item: ErasureRequest }) {
  const t = useTranslations('dataRights.list')
  const id = useId()
  const format = useFormat()
  const decide = useDecideErasure()
  const mayApprove = item.status === 'requested'
  const [approve, setApprove] = useState(mayApprove)
  const [overrides, setOverrides] = useState(false)
  const [reason, setReason] = useState('')
  const isRetained = item.retainedUntil !== null && item.retainedUntil > format.today()
  const asksOverride = approve && isRetained
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant={mayApprove ? 'default' : 'outline'}>
          {mayApprove ? t('decide') : t('refuse')}
        </Button>
      }
      title={t('decideTitle')}
      description={t('decideHint')}
      confirmLabel={t('send')}
      cancelLabel={t('back')}
      onConfirm={async () => {
        const said = reason.trim() || null
        await decide.mutateAsync({ id: item.id, approve, reason: said, overrideRetention: asksOverride && overrides })
        toast.success(t('sent'))
      }}
    >
      <div className="grid gap-4">
        {mayApprove && (
          <Labelled label={t('answer')}>
            {(id) => (
              <NativeSelect
                id={id}
                value={approve ? 'approve' : 'refuse'}
                onChange={(event) => setApprove(event.target.value === 'approve')}
              >
                <option value="approve">{t('approve')}</option>
                <option value="refuse">{t('refuse')}</option>
              </NativeSelect>
            )}
          </Labelled>
        )}
        {asksOverride && (
          <div className="flex items-start gap-2">
            <Checkbox
              id={`${id}-override`}
              checked={overrides}
              onCheckedChange={(checked) => setOverrides(checked === true)}
            />
            <Label htmlFor={`${id}-override`} className="leading-5 font-normal">
              {t('override', { date: format.date(item.retainedUntil!) })}
            </Label>
          </div>
        )}
        <Labelled label={t('reason')}>
          {(id) => (
            <Textarea
              id={id}
              rows={3}
              maxLength={2000}
              required={!approve || (asksOverride && overrides)}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Labelled>
      </div>
    </ConfirmDialog>
  )
}
