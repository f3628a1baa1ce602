'use client'

import type { CreateDoctor, Doctor } from '@hms/contract/doctors'
import type { User } from '@hms/contract/users'
import type { z } from 'zod'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardContent } from '@/components/ui/card'
import { Form, FormProblem, SubmitButton } from '@/components/ui/form'
import { fullName } from '@/lib/auth'
import { atField, blankToNull, useContractForm } from '@/lib/forms'
import { isProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { useCreateDoctor } from '@/lib/queries/doctors'
import { toast } from '@/lib/toast'
import { AccountFields, type AccountKind } from './account-fields'
import { ProfileFields } from './profile-fields'

interface NewDoctorValues {
  user: { firstName: string; lastName: string; email: string }
  account: User | null
  userId: string
  specialization: string
  licenseNumber: string
  phone: string
  bio: string
  acceptsBookings: boolean
}

/** Each kind of account has its own half of the union, so that complaints arrive at their fields. */
const schemaOf = (kind: AccountKind) => () =>
  import('@hms/contract/doctors').then(
    (module) => module.CreateDoctor.options[kind === 'existing' ? 0 : 1] as unknown as typeof module.CreateDoctor,
  )

/** The fields of a new doctor; `user` is the account to begin with, if one is chosen already. */
export function NewDoctorForm({ user }: { user: User | null }) {
  const t = useTranslations('doctorAdmin')
  const text = useProblemText()
  const router = useRouter()
  const create = useCreateDoctor()
  const [kind, setKind] = useState<AccountKind>(user ? 'existing' : 'new')
  const form = useContractForm<typeof CreateDoctor, NewDoctorValues>({
    schema: schemaOf(kind),
    defaultValues: {
      user: { firstName: '', lastName: '', email: '' },
      account: user,
      userId: user?.id ?? '',
      specialization: '',
      licenseNumber: '',
      phone: '',
      bio: '',
      acceptsBookings: true,
    },
    prepare: ({ user, account, userId, ...profile }) => ({
      ...(kind === 'existing' ? { userId } : { user }),
      ...profile,
      phone: blankToNull(profile.phone),
      bio: blankToNull(profile.bio),
    }),
  })

  async function submit(body: z.input<typeof CreateDoctor>) {
    const fields = {
      'email-taken': 'user.email',
      'license-taken': 'licenseNumber',
      'wrong-status': 'userId',
      'not-found': 'userId',
    }
    const unfit = (error: unknown) => (isProblem(error, 'wrong-status', 'not-found') ? t('userUnfit') : text(error))
    const doctor: Doctor = await atField(() => create.mutateAsync(body), fields, unfit)
    toast.success(t('created', { name: fullName(doctor) }))
    router.push(`/doctors/${doctor.id}`)
  }

  return (
    <Card className="max-w-3xl">
      <CardContent>
        <Form form={form} onSubmit={submit} className="gap-8">
          <AccountFields kind={kind} onKindChange={setKind} />
          <ProfileFields />
          <p className="text-sm text-muted-foreground">{t('hoursLater')}</p>
          <FormProblem />
          <div className="flex flex-wrap gap-2">
            <SubmitButton>{t('create')}</SubmitButton>
            <Button asChild variant="outline">
              <Link href="/doctors">{t('cancel')}</Link>
            </Button>
          </div>
        </Form>
      </CardContent>
    </Card>
  )
}
