'use client'

import type { ErasureRequest } from '@hms/contract/dataRights'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Input } from '@/components/ui/input'
import { Labelled } from '@/components/ui/labelled'
import { usePerformErasure } from '@/lib/queries/dataRights'
import { toast } from '@/lib/toast'

/** Erases for good: the number is typed anew, so that nobody does it to the wrong one. */
export function PerformDialog({ item }: { item: ErasureRequest }) {
  const t = useTranslations('dataRights.list')
  const router = useRouter()
  const perform = usePerformErasure()
  const [mrn, setMrn] = useState('')
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="destructive">
          {t('perform')}
        </Button>
      }
      title={t('performTitle')}
      description={t('performHint')}
      confirmLabel={t('perform')}
      cancelLabel={t('back')}
      destructive
      onConfirm={async () => {
        const certificate = await perform.mutateAsync({ id: item.id, mrn: mrn.trim() })
        toast.success(t('performed'))
        router.push(`/erasures/${certificate.id}`)
      }}
    >
      <Labelled label={t('mrn', { mrn: item.patient.mrn ?? '' })}>
        {(id) => (
          <Input
            id={id}
            className="tabular"
            autoComplete="off"
            required
            maxLength={40}
            value={mrn}
            onChange={(event) => setMrn(event.target.value)}
          />
        )}
      </Labelled>
    </ConfirmDialog>
  )
}
