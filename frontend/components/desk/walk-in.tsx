'use client'

import type { PatientSummary } from '@hms/contract/patients'
import { useTranslations } from 'next-intl'
import { type SubmitEvent, useState } from 'react'
import { VisitTypeOptions } from '@/components/appointments/visit-type-options'
import { PatientCombobox } from '@/components/patients/patient-combobox'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { Labelled } from '@/components/ui/labelled'
import { NativeSelect } from '@/components/ui/native-select'
import { QuietLink } from '@/components/ui/quiet-link'
import { fullName } from '@/lib/auth'
import { searchDelay } from '@/lib/constants'
import { blankToNull } from '@/lib/forms'
import { useDebounced } from '@/lib/hooks'
import { ApiProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { useReceiveWalkIn } from '@/lib/queries/appointments'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { type Opening, Openings, useOpenings } from './openings'

interface Values {
  patient: PatientSummary | null
  /** None is the doctor's usual length. */
  visitTypeId: string | null
  reason: string
}

interface WalkInProps {
  patient: PatientSummary | null
  onClose: () => void
  /** The patient has been received. */
  onDone: () => void
}

/** Somebody has come without an appointment: books the next free time of today, and checks in. */
export function WalkIn({ patient, onClose, onDone }: WalkInProps) {
  const t = useTranslations('desk.walkInDialog')
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-md">
        <DialogHeader>
          <DialogTitle>{t('title')}</DialogTitle>
          <DialogDescription>{t('hint')}</DialogDescription>
        </DialogHeader>
        <WalkInForm
          patient={patient}
          onClose={onClose}
          onDone={() => {
            onDone()
            onClose()
          }}
        />
      </DialogContent>
    </Dialog>
  )
}

function WalkInForm({ patient: known, onClose, onDone }: WalkInProps) {
  const t = useTranslations('desk.walkInDialog')
  const common = useTranslations('common')
  const format = useFormat()
  const [values, setValues] = useState<Values>({ patient: known, visitTypeId: null, reason: '' })
  const set = (change: Partial<Values>) => setValues((before) => ({ ...before, ...change }))
  const [term, setTerm] = useState('')
  const [doctorId, setDoctorId] = useState<string>()
  const found = useOpenings(useDebounced(term.trim(), searchDelay), values.visitTypeId)
  const chosen = found.openings.find(({ doctor }) => doctor.id === doctorId) ?? found.openings[0]
  const { receive, isPending, complaint } = useReceive(onDone)
  const { patient } = values

  function submit(event: SubmitEvent) {
    event.preventDefault()
    void receive(values, chosen!)
  }
  return (
    <form noValidate onSubmit={submit} className="grid grid-cols-1 gap-5">
      <Who value={patient} onChange={(next) => set({ patient: next })} />
      <Kind value={values.visitTypeId} onChange={(visitTypeId) => set({ visitTypeId })} />
      <Openings {...found} term={term} onTerm={setTerm} chosen={chosen} onChoose={setDoctorId} />
      <Button asChild variant="link" className="-mt-3 h-auto justify-self-start p-0">
        <QuietLink href={`/appointments/new${patient ? `?patientId=${patient.id}` : ''}`}>{t('otherTime')}</QuietLink>
      </Button>
      <Reason value={values.reason} onChange={(reason) => set({ reason })} />
      {complaint && <Alert variant="destructive">{complaint}</Alert>}
      <DialogFooter>
        <Button variant="outline" onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button type="submit" pending={isPending} disabled={!chosen}>
          {chosen ? t('submit', { time: format.time(chosen.slot.start) }) : t('submitNone')}
        </Button>
      </DialogFooter>
    </form>
  )
}

/** Sends it, and says what stands in the way. */
function useReceive(onDone: () => void) {
  const t = useTranslations('desk.walkInDialog')
  const format = useFormat()
  const text = useProblemText()
  const [complaint, setComplaint] = useState<string | null>(null)
  const { mutateAsync, isPending } = useReceiveWalkIn()
  async function receive({ patient, visitTypeId, reason }: Values, { doctor, slot }: Opening) {
    if (!patient) return setComplaint(t('missing'))
    setComplaint(null)
    const body = { patientId: patient.id, doctorId: doctor.id, visitTypeId, appointmentDate: slot.start }
    try {
      const visit = await mutateAsync({ ...body, notes: blankToNull(reason) })
      const done = { patient: fullName(patient), doctor: fullName(doctor), time: format.time(slot.start) }
      if (visit.status === 'checked-in') toast.success(t('done', done))
      onDone()
    } catch (problem) {
      if (problem instanceof ApiProblem) problem.shown = true
      setComplaint(text(problem))
    }
  }
  return { receive, isPending, complaint }
}

interface Field<T> {
  value: T
  onChange: (value: T) => void
}

function Who({ value, onChange }: Field<PatientSummary | null>) {
  const t = useTranslations('desk.walkInDialog')
  const find = useTranslations('desk.find')
  return (
    <Labelled label={t('patient')}>
      {(id) => (
        <PatientCombobox
          id={id}
          value={value}
          onValueChange={onChange}
          placeholder={t('choosePatient')}
          searchPlaceholder={find('placeholder')}
        />
      )}
    </Labelled>
  )
}

function Kind({ value, onChange }: Field<string | null>) {
  const t = useTranslations('appointments')
  return (
    <Labelled label={t('visitType')}>
      {(id) => (
        <NativeSelect id={id} value={value ?? ''} onChange={(event) => onChange(event.target.value || null)}>
          <VisitTypeOptions />
        </NativeSelect>
      )}
    </Labelled>
  )
}

function Reason({ value, onChange }: Field<string>) {
  const t = useTranslations('desk.walkInDialog')
  const common = useTranslations('common')
  const label = (
    <>
      {t('reason')} <span className="font-normal text-muted-foreground">{common('optionalMark')}</span>
    </>
  )
  return (
    <Labelled label={label}>
      {(id) => <Input id={id} maxLength={500} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Labelled>
  )
}
