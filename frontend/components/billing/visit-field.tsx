'use client'

import type { Appointment } from '@hms/contract/appointments'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { SelectField } from '@/components/ui/form'
import { fullName } from '@/lib/auth'
import { useAppointments } from '@/lib/queries/appointments'
import { visitTypeQueries } from '@/lib/queries/visitTypes'
import { useFormat } from '@/lib/reader'
import { type BillValues, isBlank } from './bill-values'

/** The visit that the bill is for, of the chosen patient; fills in what is still blank. */
export function VisitField() {
  const t = useTranslations('billing.create')
  const format = useFormat()
  const { setValue, getValues } = useFormContext<BillValues>()
  const patient = useWatch<BillValues, 'patientId'>({ name: 'patientId' })
  const appointmentId = useWatch<BillValues, 'appointmentId'>({ name: 'appointmentId' })
  const visits = useAppointments({ patientId: patient?.id ?? '', order: 'desc', limit: 100 }, { enabled: !!patient })
  const visitTypes = useQuery(visitTypeQueries.list())

  const visit = visits.items.find(({ id }) => id === appointmentId)
  const visitType = visitTypes.data?.find(({ id }) => id === visit?.visitType?.id)

  useEffect(() => {
    if (!visitType) return
    const { name, price } = visitType
    if (!getValues('description').trim()) setValue('description', name)
    if (isBlank(getValues('lines.0')))
      setValue('lines.0', { description: name, quantity: '1', unitPrice: price.amount })
  }, [visitType, getValues, setValue])

  const nameOf = (visit: Appointment) =>
    [
      format.dateTime(visit.appointmentDate),
      fullName(visit.doctor),
      visit.visitType?.name,
      visit.billId && t('hasBill'),
    ]
      .filter(Boolean)
      .join(' · ')

  return (
    <SelectField
      name="appointmentId"
      label={t('appointmentOptional')}
      optional
      disabled={!patient}
      description={patient ? t('appointmentHint') : t('choosePatientFirst')}
    >
      <option value="">{t('noAppointment')}</option>
      {visits.items.map((visit) => (
        <option key={visit.id} value={visit.id}>
          {nameOf(visit)}
        </option>
      ))}
    </SelectField>
  )
}
