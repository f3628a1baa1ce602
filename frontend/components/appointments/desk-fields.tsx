'use client'

import type { Doctor } from '@hms/contract/doctors'
import type { PatientSummary } from '@hms/contract/patients'
import { UserPlus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useFormContext, useWatch } from 'react-hook-form'
import { DoctorCombobox } from '@/components/doctors/doctor-combobox'
import { PatientCombobox } from '@/components/patients/patient-combobox'
import { Button } from '@/components/ui/button'
import { Card, CardContent } from '@/components/ui/card'
import { FormField, SelectField } from '@/components/ui/form'
import { QuietLink } from '@/components/ui/quiet-link'
import { fullName, useReach } from '@/lib/auth'
import { TimeChoice } from './time-choice'
import { VisitTypeOptions } from './visit-type-options'

/** What the fields hold; the chosen patient and doctor beside their ids, for what is shown of them. */
export interface DeskValues {
  patient: PatientSummary | null
  doctor: Doctor | null
  patientId: string
  doctorId: string
  visitTypeId: string
  appointmentDate: string
  notes: string
}

/** Whom the visit is for; somebody new is registered from here. */
export function PatientField() {
  const t = useTranslations('appointments')
  const mayRegister = useReach('patient:create') === 'all'
  const { setValue, clearErrors } = useFormContext<DeskValues>()
  const [patient, doctorId] = useWatch<DeskValues, ['patient', 'doctorId']>({ name: ['patient', 'doctorId'] })
  const back = `/appointments/new${doctorId ? `?doctorId=${doctorId}` : ''}`
  return (
    <div id="booking-patient" className="grid min-w-0 grid-cols-1 gap-2">
      <FormField name="patientId" label={t('patient')}>
        {({ id, onChange, onBlur, 'aria-invalid': invalid, 'aria-describedby': describedBy }) => (
          <PatientCombobox
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
            placeholder={t('choosePatient')}
            searchPlaceholder={mayRegister ? t('patientSearch') : t('patientSearchDoctor')}
            clearable
          />
        )}
      </FormField>
      {mayRegister && (
        <Button asChild variant="link" className="h-auto justify-self-start p-0">
          <QuietLink href={`/patients/new?next=${encodeURIComponent(back)}`}>
            <UserPlus aria-hidden />
            {t('registerPatient')}
          </QuietLink>
        </Button>
      )}
    </div>
  )
}

/** Whose calendar; another doctor has other free times. */
export function DoctorField() {
  const t = useTranslations('appointments')
  const { setValue, clearErrors } = useFormContext<DeskValues>()
  const doctor = useWatch<DeskValues, 'doctor'>({ name: 'doctor' })
  return (
    <FormField name="doctorId" label={t('doctor')}>
      {({ id, onChange, onBlur, 'aria-invalid': invalid, 'aria-describedby': describedBy }) => (
        <DoctorCombobox
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
          placeholder={t('chooseDoctor')}
          searchPlaceholder={t('doctorSearch')}
        />
      )}
    </FormField>
  )
}

export function VisitTypeField() {
  const t = useTranslations('appointments')
  return (
    <SelectField name="visitTypeId" label={t('visitType')}>
      <VisitTypeOptions />
    </SelectField>
  )
}

/** A free time of the chosen doctor, or any other. */
export function TimeCard({ startsFree }: { startsFree: boolean }) {
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
