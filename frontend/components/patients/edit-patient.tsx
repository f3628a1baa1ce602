'use client'

import type { Patient, UpdatePatient } from '@hms/contract/patients'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Card, CardContent } from '@/components/ui/card'
import { Form, FormProblem, SubmitButton } from '@/components/ui/form'
import { useRole } from '@/lib/auth'
import { useContractForm } from '@/lib/forms'
import { useUpdatePatient } from '@/lib/queries/patients'
import { toast } from '@/lib/toast'
import { PatientFields } from './patient-fields'
import { type PatientSections, type PatientValues, toBody, toValues } from './values'

const schema = () => import('@hms/contract/patients').then((module) => module.UpdatePatient)

/** Which parts of a record a reader may change; the API holds the same line. */
export function useEditableSections(patient: Patient): PatientSections {
  const role = useRole()
  return {
    identity: role === 'admin' || role === 'receptionist' || (role === 'patient' && patient.dateOfBirth === null),
    history: role !== 'admin' && role !== 'receptionist' && !patient.withheld.includes('medicalHistory'),
  }
}

interface EditPatientProps {
  patient: Patient
  onDone?: () => void
  onCancel?: () => void
}

/** Edits a record; what somebody else changed in the meantime is not overwritten. */
export function EditPatient({ patient, onDone, onCancel }: EditPatientProps) {
  const t = useTranslations('patients')
  const common = useTranslations('common')
  const sections = useEditableSections(patient)
  const update = useUpdatePatient(patient.id)
  const form = useContractForm<typeof UpdatePatient, PatientValues>({
    schema,
    defaultValues: toValues(patient),
    prepare: (values) => ({ ...toBody(values, sections), version: patient.version }),
  })
  return (
    <Card className="max-w-3xl">
      <CardContent>
        <Form
          form={form}
          onSubmit={async (body) => {
            const saved = await update.mutateAsync(body)
            form.reset(toValues(saved))
            toast.success(common('saved'))
            onDone?.()
          }}
        >
          <PatientFields {...sections} />
          <FormProblem />
          <div className="flex flex-wrap gap-2">
            <SubmitButton>{t('save')}</SubmitButton>
            {onCancel && (
              <Button variant="outline" onClick={onCancel}>
                {common('cancel')}
              </Button>
            )}
          </div>
        </Form>
      </CardContent>
    </Card>
  )
}
