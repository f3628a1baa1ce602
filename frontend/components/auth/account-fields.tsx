import { useTranslations } from 'next-intl'
import { TextField } from '@/components/ui/form'
import { minPasswordLength } from '@/lib/constants'
import { PasswordField } from './password-field'

/** Who gets an account, and how they will sign in: what every form asks that makes one for the person in front of it. */
export function AccountFields() {
  const t = useTranslations('auth')
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField name="firstName" label={t('firstName')} autoComplete="given-name" />
        <TextField name="lastName" label={t('lastName')} autoComplete="family-name" />
      </div>
      <TextField name="email" label={t('email')} type="email" autoComplete="username" inputMode="email" />
      <PasswordField
        name="password"
        label={t('password')}
        description={t('passwordHint', { min: minPasswordLength })}
        autoComplete="new-password"
      />
    </>
  )
}
