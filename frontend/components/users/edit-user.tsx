'use client'

import type { Role } from '@hms/contract/permissions'
import type { UpdateUser, User } from '@hms/contract/users'
import { roles } from '@hms/contract/permissions'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { Form, FormProblem, SelectField, SubmitButton, TextField } from '@/components/ui/form'
import { atField, changesOf, useContractForm } from '@/lib/forms'
import { useProblemText } from '@/lib/problem-text'
import { useUpdateUser } from '@/lib/queries/users'
import { toast } from '@/lib/toast'
import { useUserProblemText } from './problem-text'

interface UserValues {
  firstName: string
  lastName: string
  email: string
  role: Role
}

const schema = () => import('@hms/contract/users').then((module) => module.UpdateUser)
const toValues = ({ firstName, lastName, email, role }: User): UserValues => ({ firstName, lastName, email, role })

/** Edits names, address and role; sends only what was changed, so that the audit log names no more. */
export function EditUser({ user }: { user: User }) {
  const t = useTranslations('users')
  const common = useTranslations('common')
  const text = useProblemText()
  const userText = useUserProblemText()
  const update = useUpdateUser()
  const form = useContractForm<typeof UpdateUser, UserValues>({
    schema,
    defaultValues: toValues(user),
    values: toValues(user),
    prepare: (values) => changesOf(user, values),
  })
  return (
    <Form
      form={form}
      onSubmit={async (changes) => {
        if (Object.keys(changes).length > 0) {
          const save = () => update.mutateAsync({ id: user.id, ...changes })
          const saved = await atField(
            () => atField(save, { 'email-taken': 'email' }, text),
            { 'last-admin': 'role' },
            userText,
          )
          form.reset(toValues(saved))
        }
        toast.success(common('saved'))
      }}
    >
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField name="firstName" label={t('firstName')} autoComplete="off" />
        <TextField name="lastName" label={t('lastName')} autoComplete="off" />
        <TextField
          name="email"
          label={t('email')}
          type="email"
          autoComplete="off"
          description={t('emailChangeHint')}
          className="sm:col-span-2"
        />
        <RoleField current={user.role} />
      </div>
      <FormProblem />
      <div>
        <SubmitButton>{t('save')}</SubmitButton>
      </div>
    </Form>
  )
}

function RoleField({ current }: { current: Role }) {
  const t = useTranslations('users')
  const common = useTranslations('common')
  const role = useWatch<UserValues, 'role'>({ name: 'role' })
  return (
    <SelectField
      name="role"
      label={t('role')}
      description={role === current ? t(`roleHint.${role}`) : `${t(`roleHint.${role}`)} ${t('roleChangeHint')}`}
      className="sm:col-span-2"
    >
      {roles.map((name) => (
        <option key={name} value={name}>
          {common(`role.${name}`)}
        </option>
      ))}
    </SelectField>
  )
}
