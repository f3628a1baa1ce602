'use client'

import type { ConsentPurpose } from '@hms/contract/consents'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Choice } from '@/components/ui/choice'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useAcknowledgeNotice, useRecordConsent } from '@/lib/queries/consents'
import { toast } from '@/lib/toast'

type Way = 'in-person' | 'paper'
const purposes: ConsentPurpose[] = ['reminders-by-email', 'reminders-by-sms', 'share-with-relatives', 'research']

function WayChoice({ value, onChange }: { value: Way; onChange: (way: Way) => void }) {
  const t = useTranslations('consents')
  const options = (['in-person', 'paper'] as const).map((way) => ({ value: way, label: t(`permit.ways.${way}`) }))
  return <Choice label={t('staff.way')} value={value} options={options} onChange={onChange} />
}

/** Writes down what a patient said at the desk or signed. */
export function NoteStatement({ patientId }: { patientId: string }) {
  const t = useTranslations('consents')
  const record = useRecordConsent(patientId)
  const [purpose, setPurpose] = useState<ConsentPurpose>('reminders-by-email')
  const [provision, setProvision] = useState<'permit' | 'deny'>('permit')
  const [way, setWay] = useState<Way>('in-person')
  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" size="sm">
          {t('staff.note')}
        </Button>
      }
      title={t('staff.noteTitle')}
      description={t('staff.noteHint')}
      confirmLabel={t('staff.save')}
      cancelLabel={t('staff.cancel')}
      onConfirm={async () => {
        await record.mutateAsync({ purpose, provision, way })
        toast.success(t('staff.saved'))
      }}
    >
      <div className="grid gap-4">
        <Choice
          label={t('staff.purpose')}
          value={purpose}
          options={purposes.map((value) => ({ value, label: t(`purposes.${value}.title`) }))}
          onChange={setPurpose}
        />
        <Choice
          label={t('staff.provision')}
          value={provision}
          options={[
            { value: 'permit', label: t('staff.permits') },
            { value: 'deny', label: t('staff.denies') },
          ]}
          onChange={setProvision}
        />
        <WayChoice value={way} onChange={setWay} />
      </div>
    </ConfirmDialog>
  )
}

/** Writes down that a patient has taken note of the notice. */
export function NoteNotice({ patientId, version }: { patientId: string; version: number }) {
  const t = useTranslations('consents.staff')
  const acknowledge = useAcknowledgeNotice(patientId)
  const [way, setWay] = useState<Way>('paper')
  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" size="sm">
          {t('noteNotice')}
        </Button>
      }
      title={t('noteNoticeTitle')}
      description={t('noteNoticeHint', { version })}
      confirmLabel={t('save')}
      cancelLabel={t('cancel')}
      onConfirm={async () => {
        await acknowledge.mutateAsync({ version, way })
        toast.success(t('saved'))
      }}
    >
      <WayChoice value={way} onChange={setWay} />
    </ConfirmDialog>
  )
}
