'use client'

import type { Settings, UpdateSettings } from '@hms/contract/settings'
import { useTranslations } from 'next-intl'
import { memo } from 'react'
import { Card, CardContent } from '@/components/ui/card'
import { FieldSet, Form, FormProblem, SubmitButton, TextareaField, TextField } from '@/components/ui/form'
import { blankToNull, changesOf, useContractForm } from '@/lib/forms'
import { useUpdateSettings } from '@/lib/queries/settings'
import { toast } from '@/lib/toast'
import { CurrencyField, LocaleField, TimeZoneField } from './place-fields'
import { BookingFields, CareDaysField, PaymentTermField } from './rule-fields'

export type HospitalValues = Omit<Settings, 'address' | 'phone'> & { address: string; phone: string }

const schema = () => import('@hms/contract/settings').then((module) => module.UpdateSettings)
const toValues = (settings: Settings): HospitalValues => ({
  ...settings,
  address: settings.address ?? '',
  phone: settings.phone ?? '',
})

/** What differs; a number that was left blank is sent as such, so that the schema complains at its field. */
function changedIn(settings: Settings, values: HospitalValues) {
  return changesOf(settings, {
    ...values,
    address: blankToNull(values.address),
    phone: blankToNull(values.phone),
    bookingNoticeMinutes: values.bookingNoticeMinutes ?? Number.NaN,
    cancellationNoticeMinutes: values.cancellationNoticeMinutes ?? Number.NaN,
    bookingHorizonDays: values.bookingHorizonDays ?? Number.NaN,
    paymentTermDays: values.paymentTermDays ?? Number.NaN,
    careDays: values.careDays ?? Number.NaN,
  })
}

/** Edits the hospital; sends only what was changed, so that the audit log names no more. */
export function HospitalForm({ settings }: { settings: Settings }) {
  const t = useTranslations('settings.hospital')
  const update = useUpdateSettings()
  const form = useContractForm<typeof UpdateSettings, HospitalValues>({
    schema,
    defaultValues: toValues(settings),
    prepare: (values) => changedIn(settings, values),
  })
  return (
    <Card className="max-w-3xl">
      <CardContent>
        <Form
          form={form}
          className="gap-8"
          onSubmit={async (changes) => {
            if (Object.keys(changes).length === 0) return toast.info(t('nothingChanged'))
            form.reset(toValues(await update.mutateAsync(changes)))
            toast.success(t('saved'))
          }}
        >
          <Fields timeZone={settings.timeZone} />
          <FormProblem />
          <div>
            <SubmitButton>{t('save')}</SubmitButton>
          </div>
        </Form>
      </CardContent>
    </Card>
  )
}

/** Not drawn again for what the form tells of itself, as that it is ready: each field hears of its own. */
const Fields = memo(function Fields({ timeZone }: { timeZone: string }) {
  const t = useTranslations('settings.hospital')
  return (
    <>
      <FieldSet legend={t('identity')} description={t('identityHint')} columns={2}>
        <TextField name="name" label={t('name')} autoComplete="off" className="sm:col-span-2" />
        <TextareaField name="address" label={t('address')} optional rows={2} className="sm:col-span-2" />
        <TextField name="phone" label={t('phone')} type="tel" optional autoComplete="off" />
      </FieldSet>
      <FieldSet legend={t('place')} columns={2}>
        <TimeZoneField current={timeZone} />
        <CurrencyField />
        <LocaleField />
      </FieldSet>
      <FieldSet legend={t('booking')} description={t('bookingHint')} columns={2}>
        <BookingFields />
      </FieldSet>
      <FieldSet legend={t('money')} columns={2}>
        <PaymentTermField />
      </FieldSet>
      <FieldSet legend={t('access')} columns={2}>
        <CareDaysField />
      </FieldSet>
    </>
  )
})
