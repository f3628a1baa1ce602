'use client'

import type { User } from '@hms/contract/users'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { Combobox } from '@/components/ui/combobox'
import { FieldSet, FormField, TextField } from '@/components/ui/form'
import { Label } from '@/components/ui/label'
import { RadioGroup, RadioGroupItem } from '@/components/ui/radio-group'
import { fullName } from '@/lib/auth'
import { searchUsers } from '@/lib/queries/users'

export type AccountKind = 'new' | 'existing'

const searchDoctorAccounts = (term: string, signal: AbortSignal) =>
  searchUsers(term, { role: 'doctor', active: 'true' }, signal)

/** Whose profile it is: somebody new, or somebody who has an account. */
export function AccountFields({
  kind,
  onKindChange,
}: {
  kind: AccountKind
  onKindChange: (kind: AccountKind) => void
}) {
  const t = useTranslations('doctorAdmin')
  return (
    <FieldSet legend={t('account')}>
      <RadioGroup
        aria-label={t('account')}
        value={kind}
        onValueChange={(value) => onKindChange(value as AccountKind)}
        className="gap-3 sm:grid-cols-2"
      >
        <KindOption value="new" label={t('accountNew')} hint={t('accountNewHint')} />
        <KindOption value="existing" label={t('accountExisting')} hint={t('accountExistingHint')} />
      </RadioGroup>
      {kind === 'existing' ? <UserField /> : <PersonFields />}
    </FieldSet>
  )
}

function KindOption({ value, label, hint }: { value: AccountKind; label: string; hint: string }) {
  const id = useId()
  return (
    <div className="flex gap-3 rounded-lg border p-4 has-data-[state=checked]:border-primary">
      <RadioGroupItem id={id} value={value} aria-describedby={`${id}-hint`} />
      <div className="grid content-start gap-0.5">
        <Label htmlFor={id}>{label}</Label>
        <p id={`${id}-hint`} className="text-xs text-muted-foreground">
          {hint}
        </p>
      </div>
    </div>
  )
}

function PersonFields() {
  const t = useTranslations('doctorAdmin')
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <TextField name="user.firstName" label={t('firstName')} autoComplete="off" />
      <TextField name="user.lastName" label={t('lastName')} autoComplete="off" />
      <TextField
        name="user.email"
        label={t('email')}
        type="email"
        autoComplete="off"
        className="sm:col-span-2 sm:max-w-[calc(50%-0.625rem)]"
      />
    </div>
  )
}

/** The body has the id; the person beside it is there to be shown. */
function UserField() {
  const t = useTranslations('doctorAdmin')
  const { setValue } = useFormContext()
  const account = useWatch({ name: 'account' }) as User | null
  return (
    <FormField name="userId" label={t('user')} className="max-w-md">
      {({ onChange, onBlur, id, ...control }) => (
        <Combobox<User>
          id={id}
          aria-invalid={control['aria-invalid']}
          aria-describedby={control['aria-describedby']}
          value={account}
          onValueChange={(user) => {
            setValue('account', user)
            onChange(user?.id ?? '')
          }}
          onBlur={onBlur}
          search={searchDoctorAccounts}
          searchKey="doctor-accounts"
          itemKey={(user) => user.id}
          itemLabel={(user) => `${fullName(user)} · ${user.email}`}
          placeholder={t('chooseUser')}
          searchPlaceholder={t('searchUsers')}
        />
      )}
    </FormField>
  )
}
