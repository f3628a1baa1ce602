'use client'

import type { CreatePatient, PatientSummary } from '@hms/contract/patients'
import type { z } from 'zod'
import { useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card, CardContent } from '@/components/ui/card'
import { Form, FormProblem, SubmitButton } from '@/components/ui/form'
import { fullName, safeNext } from '@/lib/auth'
import { useContractForm } from '@/lib/forms'
import { patientQueries, useCreatePatient } from '@/lib/queries/patients'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { PatientFields } from './patient-fields'
import { emptyPatient, type PatientValues, toBody } from './values'

const sections = { identity: true, history: true }
const schema = () => import('@hms/contract/patients').then((module) => module.CreatePatient)

/** Registers a patient at the front desk; asks first when somebody of that name and birth date is there already. */
export function RegisterPatientForm() {
  const t = useTranslations('patients')
  const router = useRouter()
  const next = useSearchParams().get('next')
  const client = useQueryClient()
  const create = useCreatePatient()
  const [doubles, setDoubles] = useState<{ of: string; patients: PatientSummary[] } | null>(null)
  const form = useContractForm<typeof CreatePatient, PatientValues>({
    schema,
    defaultValues: emptyPatient,
    prepare: (values) => toBody(values, sections) as z.input<typeof CreatePatient>,
  })

  async function submit(body: z.input<typeof CreatePatient>) {
    const { firstName, lastName, dateOfBirth } = body
    const who = JSON.stringify([firstName, lastName, dateOfBirth])
    if (doubles?.of !== who) {
      const patients = await client.fetchQuery(patientQueries.matches({ firstName, lastName, dateOfBirth }))
      if (patients.length > 0) return setDoubles({ of: who, patients })
    }
    const made = await create.mutateAsync(body)
    toast.success(t('registered', { name: fullName(made), mrn: made.mrn }))
    router.push(
      next ? `${safeNext(next)}${next.includes('?') ? '&' : '?'}patientId=${made.id}` : `/patients/${made.id}`,
    )
  }

  return (
    <Card className="max-w-3xl">
      <CardContent>
        <Form form={form} onSubmit={submit}>
          <PatientFields {...sections} />
          {doubles && <PossibleDoubles patients={doubles.patients} />}
          <FormProblem />
          <div className="flex flex-wrap gap-2">
            <SubmitButton>{doubles ? t('registerAnyway') : t('register')}</SubmitButton>
            <Button asChild variant="outline">
              <Link href={safeNext(next, '/patients')}>{t('cancel')}</Link>
            </Button>
          </div>
        </Form>
      </CardContent>
    </Card>
  )
}

function PossibleDoubles({ patients }: { patients: PatientSummary[] }) {
  const t = useTranslations('patients')
  const format = useFormat()
  return (
    <Alert variant="warning">
      <AlertTitle>{t('possibleDouble')}</AlertTitle>
      <AlertDescription>
        <ul className="grid gap-1">
          {patients.map((patient) => (
            <li key={patient.id}>
              <Link href={`/patients/${patient.id}`} className="font-medium underline underline-offset-4">
                {fullName(patient)}
              </Link>{' '}
              · {patient.mrn} {patient.dateOfBirth && `· ${format.date(patient.dateOfBirth)}`}
            </li>
          ))}
        </ul>
        <p className="mt-2">{t('possibleDoubleHint')}</p>
      </AlertDescription>
    </Alert>
  )
}
