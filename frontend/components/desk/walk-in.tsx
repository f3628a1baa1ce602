'use client'

import type { Doctor, Slot } from '@hms/contract/doctors'
import type { PatientSummary } from '@hms/contract/patients'
import { useQueries } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type SubmitEvent, useId, useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Combobox } from '@/components/ui/combobox'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { QuietLink } from '@/components/ui/quiet-link'
import { RadioGroup, RadioGroupItem } from '@/components/ui/radio-group'
import { SearchInput } from '@/components/ui/search-input'
import { LoadingBlock } from '@/components/ui/skeleton'
import { fullName } from '@/lib/auth'
import { searchDelay } from '@/lib/constants'
import { blankToNull } from '@/lib/forms'
import { useDebounced } from '@/lib/hooks'
import { ApiProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { useBookAppointment, useCheckIn } from '@/lib/queries/appointments'
import { doctorQueries, useDoctors } from '@/lib/queries/doctors'
import { searchPatients } from '@/lib/queries/patients'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'

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

interface Opening {
  doctor: Doctor
  slot: Slot
}

/** So many doctors are asked at once for their next free time; the others are found by name or field. */
const asked = 8

/** Who has a free time left today, the next one first. */
function useOpenings(q: string) {
  const today = useFormat().today()
  const doctors = useDoctors({ ...(q ? { q } : {}), limit: asked })
  const bookable = doctors.items.filter(({ acceptsBookings }) => acceptsBookings)
  const slots = useQueries({ queries: bookable.map(({ id }) => doctorQueries.slots(id, { from: today, to: today })) })
  const openings = bookable
    .flatMap((doctor, i): Opening[] => slots[i]?.data?.slice(0, 1).map((slot) => ({ doctor, slot })) ?? [])
    .toSorted((one, other) => Date.parse(one.slot.start) - Date.parse(other.slot.start))
  const failed = doctors.error ?? slots.find(({ error }) => error)?.error ?? null
  return {
    openings,
    failed,
    isPending: doctors.isPending || slots.some(({ isPending }) => isPending),
    hasOthers: doctors.hasMore || q !== '',
  }
}

function WalkInForm({ patient: known, onClose, onDone }: WalkInProps) {
  const t = useTranslations('desk.walkInDialog')
  const common = useTranslations('common')
  const format = useFormat()
  const text = useProblemText()
  const [patient, setPatient] = useState(known)
  const [term, setTerm] = useState('')
  const [doctorId, setDoctorId] = useState<string>()
  const [reason, setReason] = useState('')
  const [complaint, setComplaint] = useState<string | null>(null)
  const { receive, isPending } = useReceive()
  const found = useOpenings(useDebounced(term.trim(), searchDelay))
  const chosen = found.openings.find(({ doctor }) => doctor.id === doctorId) ?? found.openings[0]

  async function submit(event: SubmitEvent) {
    event.preventDefault()
    if (!patient) return setComplaint(t('missing'))
    setComplaint(null)
    try {
      await receive(patient, chosen!, reason)
      onDone()
    } catch (problem) {
      if (problem instanceof ApiProblem) problem.shown = true
      setComplaint(text(problem))
    }
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid grid-cols-1 gap-5">
      <Who patient={patient} onChange={setPatient} />
      <Openings {...found} term={term} onTerm={setTerm} chosen={chosen} onChoose={setDoctorId} />
      <Button asChild variant="link" className="-mt-3 h-auto justify-self-start p-0">
        <QuietLink href={`/appointments/new${patient ? `?patientId=${patient.id}` : ''}`}>{t('otherTime')}</QuietLink>
      </Button>
      <Reason value={reason} onChange={setReason} />
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

/** Books and checks in. Should the second be refused, the visit is booked all the same, and stands among the expected. */
function useReceive() {
  const t = useTranslations('desk.walkInDialog')
  const format = useFormat()
  const book = useBookAppointment()
  const checkIn = useCheckIn()
  async function receive(patient: PatientSummary, { doctor, slot }: Opening, reason: string) {
    const visit = await book.mutateAsync({
      patientId: patient.id,
      doctorId: doctor.id,
      appointmentDate: slot.start,
      notes: blankToNull(reason),
    })
    const done = { patient: fullName(patient), doctor: fullName(doctor), time: format.time(slot.start) }
    // What is refused here is told by itself.
    await checkIn.mutateAsync(visit.id).then(
      () => toast.success(t('done', done)),
      () => undefined,
    )
  }
  return { receive, isPending: book.isPending || checkIn.isPending }
}

function Who({
  patient,
  onChange,
}: {
  patient: PatientSummary | null
  onChange: (next: PatientSummary | null) => void
}) {
  const t = useTranslations('desk.walkInDialog')
  const find = useTranslations('desk.find')
  const format = useFormat()
  const id = useId()
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <Label htmlFor={id}>{t('patient')}</Label>
      <Combobox
        id={id}
        value={patient}
        onValueChange={onChange}
        search={searchPatients}
        searchKey="patients"
        itemKey={(item) => item.id}
        itemLabel={fullName}
        renderItem={(item) => (
          <span className="grid">
            <span className="truncate font-medium">{fullName(item)}</span>
            <span className="truncate text-xs text-muted-foreground tabular">
              {item.mrn}
              {item.dateOfBirth && ` · ${format.date(item.dateOfBirth)}`}
            </span>
          </span>
        )}
        placeholder={t('choosePatient')}
        searchPlaceholder={find('placeholder')}
      />
    </div>
  )
}

interface OpeningsProps extends ReturnType<typeof useOpenings> {
  term: string
  onTerm: (term: string) => void
  chosen: Opening | undefined
  onChoose: (doctorId: string) => void
}

function Openings({ openings, failed, isPending, hasOthers, term, onTerm, chosen, onChoose }: OpeningsProps) {
  const t = useTranslations('desk.walkInDialog')
  const format = useFormat()
  const text = useProblemText()
  const id = useId()
  return (
    <div className="grid grid-cols-1 gap-2">
      <p id={id} className="text-sm font-medium">
        {t('doctor')}
      </p>
      {(hasOthers || term) && (
        <SearchInput aria-label={t('findDoctor')} placeholder={t('findDoctor')} value={term} onValueChange={onTerm} />
      )}
      {isPending && <LoadingBlock className="h-32" />}
      {failed && <Alert variant="destructive">{text(failed)}</Alert>}
      {!isPending && !failed && openings.length === 0 && (
        <p className="text-sm text-muted-foreground">{t(hasOthers ? 'noneOf' : 'none')}</p>
      )}
      {!isPending && openings.length > 0 && (
        <RadioGroup
          aria-labelledby={id}
          value={chosen?.doctor.id ?? ''}
          onValueChange={onChoose}
          className="max-h-56 gap-0 divide-y overflow-y-auto rounded-lg border"
        >
          {openings.map(({ doctor, slot }) => (
            <div key={doctor.id} className="flex items-center gap-3 px-3 py-2">
              <RadioGroupItem id={`${id}-${doctor.id}`} value={doctor.id} />
              <label htmlFor={`${id}-${doctor.id}`} className="flex min-w-0 flex-1 items-center justify-between gap-3">
                <span className="min-w-0">
                  <span className="block truncate text-sm font-medium">{fullName(doctor)}</span>
                  <span className="block truncate text-xs text-muted-foreground">{doctor.specialization}</span>
                </span>
                <span className="shrink-0 text-sm tabular">{format.time(slot.start)}</span>
              </label>
            </div>
          ))}
        </RadioGroup>
      )}
    </div>
  )
}

function Reason({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations('desk.walkInDialog')
  const common = useTranslations('common')
  const id = useId()
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <Label htmlFor={id}>
        {t('reason')} <span className="font-normal text-muted-foreground">{common('optionalMark')}</span>
      </Label>
      <Input id={id} maxLength={500} value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  )
}
