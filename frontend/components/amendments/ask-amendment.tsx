'use client'

import type { AmendmentField } from '@hms/contract/amendments'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Label } from '@/components/ui/label'
import { NativeSelect } from '@/components/ui/native-select'
import { Textarea } from '@/components/ui/textarea'
import { useAskAmendment } from '@/lib/queries/amendments'
import { useAppointments } from '@/lib/queries/appointments'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'

const fields: AmendmentField[] = [
  'allergies',
  'conditions',
  'medications',
  'history-notes',
  'visit-note',
  'name',
  'date-of-birth',
  'gender',
  'contact',
  'emergency-contact',
]

/** Asks for a correction; what was typed stays there while the API refuses it. */
export function AskAmendment({ patientId }: { patientId: string }) {
  const t = useTranslations('amendments')
  const id = useId()
  const ask = useAskAmendment(patientId)
  const [field, setField] = useState<AmendmentField>('allergies')
  const [appointmentId, setAppointmentId] = useState('')
  const [text, setText] = useState('')
  return (
    <ConfirmDialog
      trigger={<Button variant="outline">{t('own.ask')}</Button>}
      title={t('own.askTitle')}
      description={t('own.askHint')}
      confirmLabel={t('own.send')}
      cancelLabel={t('own.back')}
      onConfirm={async () => {
        await ask.mutateAsync({ field, text, ...(field === 'visit-note' ? { appointmentId } : {}) })
        setText('')
        toast.success(t('own.sent'))
      }}
    >
      <div className="grid gap-4">
        <div className="grid gap-1.5">
          <Label htmlFor={`${id}-field`}>{t('own.field')}</Label>
          <NativeSelect
            id={`${id}-field`}
            value={field}
            onChange={(event) => setField(event.target.value as AmendmentField)}
          >
            {fields.map((name) => (
              <option key={name} value={name}>
                {t(`fields.${name}`)}
              </option>
            ))}
          </NativeSelect>
        </div>
        {field === 'visit-note' && <VisitChoice value={appointmentId} onChange={setAppointmentId} />}
        <div className="grid gap-1.5">
          <Label htmlFor={`${id}-text`}>{t('own.text')}</Label>
          <Textarea
            id={`${id}-text`}
            rows={5}
            minLength={10}
            maxLength={4000}
            required
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      </div>
    </ConfirmDialog>
  )
}

/** The own visits that took place, the last first. */
function VisitChoice({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const t = useTranslations('amendments.own')
  const id = useId()
  const format = useFormat()
  const visits = useAppointments({ status: 'completed', order: 'desc', limit: 50 })
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id}>{t('visit')}</Label>
      <NativeSelect id={id} required value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t(visits.isPending || visits.items.length > 0 ? 'chooseVisit' : 'noVisits')}</option>
        {visits.items.map((visit) => (
          <option key={visit.id} value={visit.id}>
            {format.dateTime(visit.appointmentDate)}
          </option>
        ))}
      </NativeSelect>
    </div>
  )
}
