'use client'

import type { Appointment, BookAppointment } from '@hms/contract/appointments'
import type { Doctor } from '@hms/contract/doctors'
import type { Patient, PatientSummary } from '@hms/contract/patients'
import type { z } from 'zod'
import Link from 'next/link'
import { UserPlus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { Alert, AlertTitle } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card, CardContent } from '@/components/ui/card'
import { Combobox } from '@/components/ui/combobox'
import { Form, FormField, FormProblem, SelectField, SubmitButton, TextareaField } from '@/components/ui/form'
import { fullName, useMay } from '@/lib/auth'
import { blankToNull, useContractForm } from '@/lib/forms'
import { isProblem } from '@/lib/problem'
import { useBookAppointment } from '@/lib/queries/appointments'
import { searchDoctors } from '@/lib/queries/doctors'
import { searchPatients } from '@/lib/queries/patients'
import { useFormat } from '@/lib/reader'
import { useVisitTypes } from './hooks'
import { TimeChoice } from './time-choice'

/** The contract's schema, complaining of what was not chosen in words of this form. */
async function schemaWith(missing: Record<'patientId' | 'doctorId' | 'appointmentDate', string>) {
  const [contract, { z }] = await Promise.all([import('@hms/contract/appointments'), import('zod')])
  return contract.BookAppointment.extend({
    patientId: z.uuid(missing.patientId),
    doctorId: z.uuid(missing.doctorId),
    appointmentDate: z.iso.datetime({ offset: true, error: missing.appointmentDate }),
  }) as typeof BookAppointment
}

interface DeskValues {
  patient: PatientSummary | null
  doctor: Doctor | null
  patientId: string
  doctorId: string
  visitTypeId: string
  appointmentDate: string
  notes: string
}

interface DeskBookingProps {
  patient: Patient | null
  /** Whose calendar; `isOwn` for doctors, who book into no other. */
  doctor: Doctor | null
  isOwn: boolean
  /** A start that was pointed at in the calendar. */
  at: string | null
}

/** Staff book on one screen: patient, doctor, kind of visit, time; Enter books. */
export function DeskBooking({ patient, doctor, isOwn, at }: DeskBookingProps) {
  const t = useTranslations('appointments')
  const book = useBookAppointment()
  const [done, setDone] = useState<Appointment | null>(null)
  const form = useContractForm<typeof BookAppointment, DeskValues>({
    schema: () =>
      schemaWith({ patientId: t('choosePatient'), doctorId: t('chooseDoctor'), appointmentDate: t('chooseATime') }),
    defaultValues: {
      patient,
      doctor,
      patientId: patient?.id ?? '',
      doctorId: doctor?.id ?? '',
      visitTypeId: '',
      appointmentDate: at ?? '',
      notes: '',
    },
    prepare: (values) => ({
      patientId: values.patientId,
      doctorId: values.doctorId,
      appointmentDate: values.appointmentDate,
      visitTypeId: blankToNull(values.visitTypeId),
      notes: blankToNull(values.notes),
    }),
  })

  async function submit(body: z.input<typeof BookAppointment>) {
    setDone(null)
    const booked = await book.mutateAsync(body).catch((problem: unknown) => {
      if (isProblem(problem, 'slot-taken')) form.setValue('appointmentDate', '')
      throw problem
    })
    setDone(booked)
    form.reset({ ...form.getValues(), patient: null, patientId: '', appointmentDate: '', notes: '' })
    document.querySelector<HTMLElement>('#booking-patient button')?.focus()
  }

  return (
    <div className="grid grid-cols-1 gap-4">
      {done && <Booked appointment={done} />}
      <Form form={form} onSubmit={submit}>
        <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,22rem)_minmax(0,1fr)]">
          <Card>
            <CardContent className="grid grid-cols-1 gap-5">
              <PatientField />
              {!isOwn && <DoctorField />}
              <VisitTypeField />
              <TextareaField name="notes" label={t('reason')} optional rows={3} maxLength={5000} />
            </CardContent>
          </Card>
          <TimeCard key={done?.id} startsFree={at !== null && done === null} />
        </div>
        <FormProblem />
        <div className="flex gap-2">
          <SubmitButton size="lg">{t('book')}</SubmitButton>
        </div>
      </Form>
    </div>
  )
}

function Booked({ appointment }: { appointment: Appointment }) {
  const t = useTranslations('appointments')
  const format = useFormat()
  return (
    <Alert variant="success">
      <AlertTitle>
        {t('bookedFor', {
          patient: fullName(appointment.patient),
          doctor: fullName(appointment.doctor),
          when: format.dateTime(appointment.appointmentDate, 'day'),
        })}{' '}
        <Link href={`/appointments/${appointment.id}`} className="underline underline-offset-4">
          {t('open')}
        </Link>
      </AlertTitle>
    </Alert>
  )
}

function PatientField() {
  const t = useTranslations('appointments')
  const mayRegister = useMay('user:write')
  const format = useFormat()
  const { setValue, clearErrors } = useFormContext<DeskValues>()
  const [patient, doctorId] = useWatch<DeskValues, ['patient', 'doctorId']>({ name: ['patient', 'doctorId'] })
  const back = `/appointments/new${doctorId ? `?doctorId=${doctorId}` : ''}`
  return (
    <div id="booking-patient" className="grid min-w-0 grid-cols-1 gap-2">
      <FormField name="patientId" label={t('patient')}>
        {({ id, onChange, onBlur, 'aria-invalid': invalid, 'aria-describedby': describedBy }) => (
          <Combobox
            id={id}
            aria-label={patient ? t('patientIs', { name: fullName(patient) }) : t('patient')}
            aria-invalid={invalid}
            aria-describedby={describedBy}
            onBlur={onBlur}
            value={patient}
            onValueChange={(next) => {
              setValue('patient', next)
              onChange(next?.id ?? '')
              if (next) clearErrors('patientId')
            }}
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
            searchPlaceholder={mayRegister ? t('patientSearch') : t('patientSearchDoctor')}
            clearable
          />
        )}
      </FormField>
      {mayRegister && (
        <Button asChild variant="link" className="h-auto justify-self-start p-0">
          <Link href={`/patients/new?next=${encodeURIComponent(back)}`}>
            <UserPlus aria-hidden />
            {t('registerPatient')}
          </Link>
        </Button>
      )}
    </div>
  )
}

function DoctorField() {
  const t = useTranslations('appointments')
  const { setValue, clearErrors } = useFormContext<DeskValues>()
  const doctor = useWatch<DeskValues, 'doctor'>({ name: 'doctor' })
  return (
    <FormField name="doctorId" label={t('doctor')}>
      {({ id, onChange, onBlur, 'aria-invalid': invalid, 'aria-describedby': describedBy }) => (
        <Combobox
          id={id}
          aria-label={doctor ? t('doctorIs', { name: fullName(doctor) }) : t('doctor')}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          onBlur={onBlur}
          value={doctor}
          onValueChange={(next) => {
            setValue('doctor', next)
            setValue('appointmentDate', '')
            onChange(next?.id ?? '')
            if (next) clearErrors('doctorId')
          }}
          search={searchDoctors}
          searchKey="doctors"
          itemKey={(item) => item.id}
          itemLabel={(item) => `${fullName(item)} · ${item.specialization}`}
          placeholder={t('chooseDoctor')}
          searchPlaceholder={t('doctorSearch')}
        />
      )}
    </FormField>
  )
}

function VisitTypeField() {
  const t = useTranslations('appointments')
  const format = useFormat()
  const { offered } = useVisitTypes()
  return (
    <SelectField name="visitTypeId" label={t('visitType')}>
      <option value="">{t('noVisitType')}</option>
      {offered.map((type) => (
        <option key={type.id} value={type.id}>
          {`${type.name} · ${format.duration(type.durationMinutes)} · ${format.money(type.price)}`}
        </option>
      ))}
    </SelectField>
  )
}

function TimeCard({ startsFree }: { startsFree: boolean }) {
  const t = useTranslations('appointments')
  const [doctorId, visitTypeId] = useWatch<DeskValues, ['doctorId', 'visitTypeId']>({
    name: ['doctorId', 'visitTypeId'],
  })
  return (
    <Card>
      <CardContent className="grid gap-3">
        <h2 className="text-base font-semibold">{t('time')}</h2>
        {doctorId ? (
          <FormField name="appointmentDate" label={<span className="sr-only">{t('time')}</span>}>
            {({ value, onChange }) => (
              <TimeChoice
                key={`${doctorId} ${visitTypeId}`}
                doctorId={doctorId}
                visitTypeId={visitTypeId || undefined}
                value={(value as string) || null}
                onChange={(start) => onChange(start ?? '')}
                startsFree={startsFree}
              />
            )}
          </FormField>
        ) : (
          <p className="text-muted-foreground">{t('chooseDoctorFirst')}</p>
        )}
      </CardContent>
    </Card>
  )
}
