'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { CheckboxField, FieldSet, TextareaField, TextField } from '@/components/ui/form'
import { doctorQueries } from '@/lib/queries/doctors'

/** What the hospital says of a doctor; specializations that exist are suggested while typing. */
export function ProfileFields({ withNames = false }: { withNames?: boolean }) {
  const t = useTranslations('doctorAdmin')
  const listId = useId()
  const { data: specializations = [] } = useQuery(doctorQueries.specializations())
  return (
    <FieldSet legend={t('profile')} columns={2}>
      {withNames && <TextField name="firstName" label={t('firstName')} autoComplete="off" />}
      {withNames && <TextField name="lastName" label={t('lastName')} autoComplete="off" />}
      <TextField
        name="specialization"
        label={t('specialization')}
        description={t('specializationHint')}
        list={listId}
        autoComplete="off"
      />
      <datalist id={listId}>
        {specializations.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <TextField name="licenseNumber" label={t('license')} autoComplete="off" />
      <TextField
        name="phone"
        label={t('phone')}
        description={t('phoneHint')}
        type="tel"
        optional
        autoComplete="off"
        className="sm:col-span-2 sm:max-w-[calc(50%-0.625rem)]"
      />
      <TextareaField
        name="bio"
        label={t('bio')}
        description={t('bioHint')}
        optional
        rows={4}
        className="sm:col-span-2"
      />
      <CheckboxField
        name="acceptsBookings"
        label={t('acceptsBookings')}
        description={t('acceptsBookingsHint')}
        className="sm:col-span-2"
      />
    </FieldSet>
  )
}
