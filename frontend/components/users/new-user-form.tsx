'use client'

import type { Role } from '@hms/contract/permissions'
import type { CreateUser } from '@hms/contract/users'
import type { z } from 'zod'
import { roles } from '@hms/contract/permissions'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { PasswordField } from '@/components/auth/password-field'
import { Button } from '@/components/ui/button'
import { Card, CardContent } from '@/components/ui/card'
import { FieldSet, Form, FormProblem, SelectField, SubmitButton, TextField } from '@/components/ui/form'
import { fullName } from '@/lib/auth'
import { atField, useContractForm } from '@/lib/forms'
import { useProblemText } from '@/lib/problem-text'
import { useCreateUser } from '@/lib/queries/users'
import { toast } from '@/lib/toast'

interface NewUserValues {
  firstName: string
  lastName: string
  email: string
  role: Role | ''
  access: 'invite' | 'password'
  password: string
}

const schema = () => import('@hms/contract/users').then((module) => module.CreateUser)

/** Adds an account; without a password the person is invited to choose one. */
export function NewUserForm() {
  const t = useTranslations('users')
  const common = useTranslations('common')
  const text = useProblemText()
  const router = useRouter()
  const create = useCreateUser()
  const form = useContractForm<typeof CreateUser, NewUserValues>({
    schema,
    defaultValues: { firstName: '', lastName: '', email: '', role: '', access: 'invite', password: '' },
    prepare: ({ access, password, role, ...values }) => ({
      ...values,
      role: role as Role,
      ...(access === 'password' ? { password } : {}),
    }),
  })

  async function submit(body: z.input<typeof CreateUser>) {
    const user = await atField(() => create.mutateAsync(body), { 'email-taken': 'email' }, text)
    toast.success(t(body.password === undefined ? 'created_invited' : 'created_password', { name: fullName(user) }))
    router.push(`/users/${user.id}`)
  }

  return (
    <Card className="max-w-3xl">
      <CardContent>
        <Form form={form} onSubmit={submit} className="gap-8">
          <FieldSet legend={t('details')} columns={2}>
            <TextField name="firstName" label={t('firstName')} autoFocus autoComplete="off" />
            <TextField name="lastName" label={t('lastName')} autoComplete="off" />
            <TextField name="email" label={t('email')} type="email" autoComplete="off" />
            <RoleField />
          </FieldSet>
          <AccessFields />
          <FormProblem />
          <div className="flex flex-wrap gap-2">
            <SubmitButton>{t('create')}</SubmitButton>
            <Button asChild variant="outline">
              <Link href="/users">{common('cancel')}</Link>
            </Button>
          </div>
        </Form>
      </CardContent>
    </Card>
  )
}

function RoleField() {
  const t = useTranslations('users')
  const common = useTranslations('common')
  const role = useWatch<NewUserValues, 'role'>({ name: 'role' })
  return (
    <SelectField name="role" label={t('role')} description={role ? t(`roleHint.${role}`) : undefined}>
      <option value="">{t('chooseRole')}</option>
      {roles.map((name) => (
        <option key={name} value={name}>
          {common(`role.${name}`)}
        </option>
      ))}
    </SelectField>
  )
}

function AccessFields() {
  const t = useTranslations('users')
  const access = useWatch<NewUserValues, 'access'>({ name: 'access' })
  return (
    <FieldSet legend={t('signInAccess')}>
      <SelectField
        name="access"
        label={t('access')}
        description={access === 'invite' ? t('inviteHint') : undefined}
        className="max-w-lg"
      >
        <option value="invite">{t('accessInvite')}</option>
        <option value="password">{t('accessPassword')}</option>
      </SelectField>
      {access === 'password' && (
        <PasswordField
          name="password"
          label={t('password')}
          description={t('passwordHint')}
          autoComplete="new-password"
        />
      )}
    </FieldSet>
  )
}
