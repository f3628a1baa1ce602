'use client'

import type { Appointment, BookAppointment } from '@hms/contract/appointments'
import type { Doctor } from '@hms/contract/doctors'
import type { Patient } from '@hms/contract/patients'
import type { z } from 'zod'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Alert, AlertTitle } from '@/components/ui/alert'
import { Card, CardContent } from '@/components/ui/card'
import { Form, FormProblem, SubmitButton, TextareaField } from '@/components/ui/form'
import { fullName } from '@/lib/auth'
import { blankToNull, useContractForm } from '@/lib/forms'
import { isProblem } from '@/lib/problem'
import { useBookAppointment } from '@/lib/queries/appointments'
import { useFormat } from '@/lib/reader'
import { type DeskValues, DoctorField, PatientField, TimeCard, VisitTypeField } from './desk-fields'

/** The contract's schema, complaining of what was not chosen in words of this form. */
async function schemaWith(missing: Record<'patientId' | 'doctorId' | 'appointmentDate', string>) {
  const [contract, { z }] = await Promise.all([import('@hms/contract/appointments'), import('zod')])
  return contract.BookAppointment.extend({
    patientId: z.uuid(missing.patientId),
    doctorId: z.uuid(missing.doctorId),
    appointmentDate: z.iso.datetime({ offset: true, error: missing.appointmentDate }),
  }) as typeof BookAppointment
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
