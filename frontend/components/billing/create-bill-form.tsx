'use client'

import type { CreateBill as CreateBillSchema } from '@hms/contract/billing'
import type { PatientSummary } from '@hms/contract/patients'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, useEffect } from 'react'
import { useFormContext } from 'react-hook-form'
import { PatientCombobox } from '@/components/patients/patient-combobox'
import { Button } from '@/components/ui/button'
import { Card, CardContent } from '@/components/ui/card'
import { DateField, Form, FormField, FormProblem, SubmitButton, TextField } from '@/components/ui/form'
import { useContractForm } from '@/lib/forms'
import { useCreateBill } from '@/lib/queries/billing'
import { patientQueries } from '@/lib/queries/patients'
import { settingsQueries } from '@/lib/queries/settings'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { type BillValues, emptyLine, toBillBody } from './bill-values'
import { LineEditor } from './line-editor'
import { VisitField } from './visit-field'

const schema = () => import('@hms/contract/billing').then((module) => module.CreateBill)

function submitOnCtrlEnter(event: KeyboardEvent<HTMLFormElement>) {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  event.currentTarget.requestSubmit()
}

/** Raises a bill at the front desk; `?patientId=…&appointmentId=…` fill in what is known. */
export function CreateBillForm() {
  const t = useTranslations('billing')
  const router = useRouter()
  const known = useSearchParams()
  const create = useCreateBill()
  const settings = useQuery(settingsQueries.get())
  const format = useFormat()
  const form = useContractForm<typeof CreateBillSchema, BillValues>({
    schema,
    defaultValues: {
      patientId: null,
      appointmentId: known.get('appointmentId') ?? '',
      description: '',
      lines: [emptyLine],
      dueDate: '',
    },
    prepare: toBillBody,
  })

  return (
    <Card className="max-w-4xl">
      <CardContent>
        <Form
          form={form}
          onKeyDown={submitOnCtrlEnter}
          onSubmit={async (body) => {
            const bill = await create.mutateAsync(body)
            toast.success(t('create.done', { number: bill.number }))
            router.push(`/billing/${bill.id}`)
          }}
        >
          <div className="grid gap-5 sm:grid-cols-2">
            <PatientField knownId={known.get('patientId')} />
            <VisitField />
            <TextField name="description" label={t('description')} autoComplete="off" maxLength={500} />
            <DateField
              name="dueDate"
              label={t('create.dueDate')}
              optional
              min={format.today()}
              description={settings.data && t('create.dueDateHint', { days: settings.data.paymentTermDays })}
            />
          </div>
          <LineEditor currency={settings.data?.currency ?? 'USD'} />
          <FormProblem />
          <div className="flex flex-wrap gap-2">
            <SubmitButton>{t('create.submit')}</SubmitButton>
            <Button asChild variant="outline">
              <Link href="/billing">{t('create.cancel')}</Link>
            </Button>
          </div>
        </Form>
      </CardContent>
    </Card>
  )
}

/** A patient whom another page has named is there already; another one takes the visit away. */
function PatientField({ knownId }: { knownId: string | null }) {
  const t = useTranslations('billing')
  const { setValue, getValues } = useFormContext<BillValues>()
  const known = useQuery({ ...patientQueries.one(knownId ?? ''), enabled: knownId !== null })
  useEffect(() => {
    if (known.data && !getValues('patientId')) setValue('patientId', known.data)
  }, [known.data, getValues, setValue])
  return (
    <FormField
      name="patientId"
      label={t('patient')}
      description={
        <Link href="/patients/new?next=/billing/new" className="underline underline-offset-4 hover:text-foreground">
          {t('create.register')}
        </Link>
      }
    >
      {({ value, onChange, onBlur, id, ...control }) => (
        <PatientCombobox
          id={id}
          autoFocus={knownId === null}
          aria-invalid={control['aria-invalid']}
          aria-describedby={control['aria-describedby']}
          value={value as PatientSummary | null}
          onValueChange={(patient) => {
            setValue('appointmentId', '')
            onChange(patient)
          }}
          onBlur={onBlur}
          placeholder={t('create.patientPlaceholder')}
          searchPlaceholder={t('searchPatient')}
        />
      )}
    </FormField>
  )
}
