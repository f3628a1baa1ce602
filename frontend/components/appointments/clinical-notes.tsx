'use client'

import type { Appointment, UpdateAppointment } from '@hms/contract/appointments'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { Card, CardContent } from '@/components/ui/card'
import { Form, FormProblem, SubmitButton, TextareaField } from '@/components/ui/form'
import { blankToNull, useContractForm } from '@/lib/forms'
import { useUpdateAppointment } from '@/lib/queries/appointments'
import { toast } from '@/lib/toast'
import { useUnsavedWarning } from '@/lib/unsaved'

const schema = () => import('@hms/contract/appointments').then((module) => module.UpdateAppointment)

interface ClinicalNotesProps {
  visit: Appointment
  onUnsaved: (isUnsaved: boolean) => void
}

/** The doctor's notes of the visit. Saved on purpose only; leaving unsaved ones asks first. */
export function ClinicalNotes({ visit, onUnsaved }: ClinicalNotesProps) {
  const t = useTranslations('appointments')
  const update = useUpdateAppointment(visit.id)
  const values = { clinicalNotes: visit.clinicalNotes ?? '' }
  const form = useContractForm<typeof UpdateAppointment, typeof values>({
    schema,
    defaultValues: values,
    values,
    prepare: ({ clinicalNotes }) => ({ clinicalNotes: blankToNull(clinicalNotes), version: visit.version }),
  })
  const { isDirty } = form.formState
  useUnsavedWarning(isDirty ? t('unsavedQuestion') : null)
  useEffect(() => {
    onUnsaved(isDirty)
    return () => onUnsaved(false)
  }, [isDirty, onUnsaved])

  if (visit.status === 'cancelled' || visit.status === 'no-show') return null
  return (
    <Card>
      <CardContent>
        <Form
          form={form}
          onSubmit={async (body) => {
            const saved = await update.mutateAsync(body)
            form.reset({ clinicalNotes: saved.clinicalNotes ?? '' })
            toast.success(t('notesSaved'))
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.currentTarget.requestSubmit()
          }}
        >
          <TextareaField
            name="clinicalNotes"
            label={t('clinicalNotes')}
            description={t('clinicalNotesHint')}
            rows={10}
            className="[&_textarea]:min-h-48"
            maxLength={20_000}
          />
          <FormProblem />
          <div className="flex flex-wrap items-center gap-3">
            <SubmitButton disabled={!isDirty}>{t('saveNotes')}</SubmitButton>
            <p aria-live="polite" className="text-sm text-muted-foreground">
              {isDirty && t('unsavedNotes')}
            </p>
          </div>
        </Form>
      </CardContent>
    </Card>
  )
}
