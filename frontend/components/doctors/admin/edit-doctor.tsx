'use client'

import type { Doctor, UpdateDoctor } from '@hms/contract/doctors'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Card, CardContent } from '@/components/ui/card'
import { Form, FormProblem, SubmitButton } from '@/components/ui/form'
import { atField, blankToNull, changesOf, useContractForm } from '@/lib/forms'
import { isProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { useUpdateDoctor } from '@/lib/queries/doctors'
import { toast } from '@/lib/toast'
import { ProfileFields } from './profile-fields'

const fields = { 'license-taken': 'licenseNumber', 'wrong-status': 'acceptsBookings' }
const schema = () => import('@hms/contract/doctors').then((module) => module.UpdateDoctor)

function toValues({ firstName, lastName, specialization, licenseNumber, phone, bio, acceptsBookings }: Doctor) {
  return {
    firstName,
    lastName,
    specialization,
    licenseNumber: licenseNumber ?? '',
    phone: phone ?? '',
    bio: bio ?? '',
    acceptsBookings,
  }
}

/** Edits what the hospital says of a doctor; what somebody else changed in the meantime is not overwritten. */
export function EditDoctor({ doctor, onDone }: { doctor: Doctor; onDone: () => void }) {
  const t = useTranslations('doctorAdmin')
  const common = useTranslations('common')
  const text = useProblemText()
  const update = useUpdateDoctor(doctor.id)
  const form = useContractForm<typeof UpdateDoctor, ReturnType<typeof toValues>>({
    schema,
    defaultValues: toValues(doctor),
    prepare: (values) => ({
      ...changesOf(doctor, { ...values, phone: blankToNull(values.phone), bio: blankToNull(values.bio) }),
      version: doctor.version,
    }),
  })
  const explain = (error: unknown) => (isProblem(error, 'wrong-status') ? t('cannotAccept') : text(error))
  return (
    <Card className="max-w-3xl">
      <CardContent>
        <Form
          form={form}
          onSubmit={async (body) => {
            await atField(() => update.mutateAsync(body), fields, explain)
            toast.success(common('saved'))
            onDone()
          }}
        >
          <ProfileFields withNames />
          <FormProblem />
          <div className="flex flex-wrap gap-2">
            <SubmitButton>{t('save')}</SubmitButton>
            <Button variant="outline" onClick={onDone}>
              {common('cancel')}
            </Button>
          </div>
        </Form>
      </CardContent>
    </Card>
  )
}
