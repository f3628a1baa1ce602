'use client'

import { useTranslations } from 'next-intl'
import { DateField, FieldSet, SelectField, TextareaField, TextField } from '@/components/ui/form'
import { genders } from '@/lib/constants'
import { useFormat } from '@/lib/reader'
import { HistoryField } from './history-field'
import type { PatientSections } from './values'

/** The fields of a patient's record, for registration, editing and the patient's own details. */
export function PatientFields({ identity, history }: PatientSections) {
  return (
    <div className="grid gap-8">
      {identity && <IdentityFields />}
      <ContactFields />
      <EmergencyFields />
      {history && <HistoryFields />}
    </div>
  )
}

function IdentityFields() {
  const t = useTranslations('patients')
  const common = useTranslations('common')
  const format = useFormat()
  return (
    <FieldSet legend={t('identity')} columns={2}>
      <TextField name="firstName" label={t('firstName')} autoComplete="off" autoFocus />
      <TextField name="lastName" label={t('lastName')} autoComplete="off" />
      <DateField name="dateOfBirth" label={t('dateOfBirth')} max={format.today()} autoComplete="off" />
      <SelectField name="gender" label={t('gender')}>
        <option value="">{t('choose')}</option>
        {genders.map((gender) => (
          <option key={gender} value={gender}>
            {common(`gender.${gender}`)}
          </option>
        ))}
      </SelectField>
    </FieldSet>
  )
}

function ContactFields() {
  const t = useTranslations('patients')
  return (
    <FieldSet legend={t('contact')} description={t('contactHint')} columns={2}>
      <TextField name="phone" label={t('phone')} type="tel" optional autoComplete="off" />
      <TextField name="email" label={t('email')} type="email" optional autoComplete="off" />
      <TextField name="address.line1" label={t('addressLine1')} optional autoComplete="off" />
      <TextField name="address.line2" label={t('addressLine2')} optional autoComplete="off" />
      <TextField name="address.city" label={t('city')} optional autoComplete="off" />
      <TextField name="address.state" label={t('state')} optional autoComplete="off" />
      <TextField name="address.postalCode" label={t('postalCode')} optional autoComplete="off" />
      <TextField name="address.country" label={t('country')} optional autoComplete="off" />
    </FieldSet>
  )
}

function EmergencyFields() {
  const t = useTranslations('patients')
  return (
    <FieldSet legend={t('emergencyContact')} columns={2}>
      <TextField name="emergencyContact.name" label={t('emergencyName')} optional autoComplete="off" />
      <TextField name="emergencyContact.relationship" label={t('relationship')} optional autoComplete="off" />
      <TextField name="emergencyContact.phone" label={t('emergencyPhone')} type="tel" optional autoComplete="off" />
    </FieldSet>
  )
}

function HistoryFields() {
  const t = useTranslations('patients')
  return (
    <FieldSet legend={t('medicalHistory')} description={t('medicalHistoryHint')}>
      <HistoryField name="medicalHistory.allergies" label={t('allergies')} placeholder={t('allergyExample')} />
      <HistoryField name="medicalHistory.conditions" label={t('conditions')} placeholder={t('conditionExample')} />
      <HistoryField name="medicalHistory.medications" label={t('medications')} placeholder={t('medicationExample')} />
      <TextareaField name="medicalHistory.notes" label={t('historyNotes')} optional rows={4} />
    </FieldSet>
  )
}
