'use client'

import type { Doctor, UpdateDoctor } from '@hms/contract/doctors'
import { useTranslations } from 'next-intl'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { Form, FormProblem, NumberField, SubmitButton } from '@/components/ui/form'
import { useContractForm } from '@/lib/forms'
import { useUpdateDoctor } from '@/lib/queries/doctors'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { useUnsavedWarning } from '@/lib/unsaved'
import { ExceptionList } from './exception-list'
import { type AvailabilityValues, toAvailability, toValues } from './values'
import { WeekEditor } from './week-editor'

const schema = () => import('@hms/contract/doctors').then((module) => module.UpdateDoctor)

export interface EditorValues {
  availability: AvailabilityValues
}

/** Edits when a doctor sees patients: hours of every week and dates that differ. For the doctor and administrators. */
export function AvailabilityEditor({ doctor }: { doctor: Doctor }) {
  const t = useTranslations('availability')
  const format = useFormat()
  const update = useUpdateDoctor(doctor.id)
  const form = useContractForm<typeof UpdateDoctor, EditorValues>({
    schema,
    defaultValues: { availability: toValues(doctor.availability) },
    prepare: ({ availability }) => ({ availability: toAvailability(availability), version: doctor.version }),
  })
  const { isDirty } = form.formState
  useUnsavedWarning(isDirty ? t('unsavedQuestion') : null)
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        const saved = await update.mutateAsync(body)
        form.reset({ availability: toValues(saved.availability) })
        toast.success(t('saved'))
      }}
    >
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Card>
          <CardHeader>
            <CardTitle>{t('weekly')}</CardTitle>
            <CardDescription>{t('weeklyHint', { zone: format.reader.timeZone.replaceAll('_', ' ') })}</CardDescription>
          </CardHeader>
          <CardContent className="grid gap-6">
            <WeekEditor />
            <NumberField
              name="availability.slotMinutes"
              label={t('slotMinutes')}
              description={t('slotMinutesHint')}
              min={5}
              max={240}
              step={5}
            />
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>{t('exceptions')}</CardTitle>
            <CardDescription>{t('exceptionsHint')}</CardDescription>
          </CardHeader>
          <CardContent>
            <ExceptionList />
          </CardContent>
        </Card>
      </div>
      <FormProblem />
      <div className="sticky bottom-0 z-10 -mx-4 flex items-center gap-3 border-t bg-background px-4 py-3 max-md:bottom-16 max-md:py-2 sm:mx-0 sm:rounded-xl sm:border">
        <SubmitButton disabled={!isDirty}>{t('save')}</SubmitButton>
        <p aria-live="polite" className="text-sm text-muted-foreground">
          {isDirty ? t('unsaved') : <span className="max-sm:hidden">{t('bookedStay')}</span>}
        </p>
      </div>
    </Form>
  )
}
