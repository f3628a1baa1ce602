'use client'

import { type AmendmentField, type AskAmendment as Asked } from '@hms/contract/amendments'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Choice } from '@/components/ui/choice'
import { ReasonDialog } from '@/components/ui/reason-dialog'
import { useMay, useReach } from '@/lib/auth'
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
type Way = NonNullable<Asked['way']>
const ways: Way[] = ['in-person', 'phone', 'paper']

/** Asks for a correction, or notes that the patient does; what was typed stays there while the API refuses it. */
export function AskAmendment({ patientId }: { patientId: string }) {
  const t = useTranslations('amendments')
  const format = useFormat()
  const ask = useAskAmendment(patientId)
  const isOwn = useReach('amendment:ask') === 'own'
  const readsAnswers = useMay('amendment:read')
  const seesVisits = useMay('appointment:read')
  const [field, setField] = useState<AmendmentField>('allergies')
  const [appointmentId, setAppointmentId] = useState('')
  const [way, setWay] = useState<Way>('in-person')
  const offered = seesVisits ? fields : fields.filter((name) => name !== 'visit-note')
  const says = isOwn ? 'own' : 'note'
  return (
    <ReasonDialog
      trigger={<Button variant="outline">{t(`${says}.ask`)}</Button>}
      title={t(`${says}.askTitle`)}
      description={t(isOwn ? 'own.askHint' : readsAnswers ? 'note.askHint' : 'note.askHintDesk')}
      label={t('own.text')}
      minLength={10}
      maxLength={4000}
      confirmLabel={t(`${says}.send`)}
      cancelLabel={t('own.back')}
      onConfirm={async (text) => {
        const visit = field === 'visit-note' ? { appointmentId } : {}
        const asked = await ask.mutateAsync({ field, text, ...visit, ...(isOwn ? {} : { way }) })
        toast.success(isOwn ? t('own.sent') : t('note.sent', { date: format.date(asked.dueAt) }))
      }}
    >
      {!isOwn && (
        <Choice
          label={t('note.way')}
          value={way}
          options={ways.map((value) => ({ value, label: t(`ways.${value}`) }))}
          onChange={setWay}
        />
      )}
      <Choice
        label={t('own.field')}
        value={field}
        options={offered.map((value) => ({ value, label: t(`fields.${value}`) }))}
        onChange={setField}
      />
      {field === 'visit-note' && (
        <VisitChoice patientId={patientId} value={appointmentId} onChange={setAppointmentId} />
      )}
    </ReasonDialog>
  )
}

interface VisitChoiceProps {
  patientId: string
  value: string
  onChange: (id: string) => void
}

/** The visits that took place, the last first. */
function VisitChoice({ patientId, value, onChange }: VisitChoiceProps) {
  const t = useTranslations('amendments.own')
  const format = useFormat()
  const visits = useAppointments({ patientId, status: 'completed', order: 'desc', limit: 50 })
  const first = { value: '', label: t(visits.isPending || visits.items.length > 0 ? 'chooseVisit' : 'noVisits') }
  const rest = visits.items.map((visit) => ({ value: visit.id, label: format.dateTime(visit.appointmentDate) }))
  return <Choice label={t('visit')} required value={value} options={[first, ...rest]} onChange={onChange} />
}
