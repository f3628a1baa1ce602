'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { Form, FormProblem, SubmitButton, TextField } from '@/components/ui/form'
import { minPasswordLength } from '@/lib/constants'
import { signUp } from '@/lib/entrance'
import { useContractForm } from '@/lib/forms'
import { isProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { PasswordField } from './password-field'

const schema = () => import('@hms/contract/auth').then((module) => module.Register)

export function SignUpForm() {
  const t = useTranslations('auth')
  const text = useProblemText()
  const router = useRouter()
  const form = useContractForm({ schema, defaultValues: { firstName: '', lastName: '', email: '', password: '' } })
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        try {
          await signUp(body)
          router.replace('/profile')
        } catch (problem) {
          if (!isProblem(problem, 'email-taken')) throw problem
          problem.shown = true
          form.setError('email', { message: text(problem) }, { shouldFocus: true })
        }
      }}
    >
      <FormProblem />
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
      <SubmitButton size="lg">{t('signUp.submit')}</SubmitButton>
    </Form>
  )
}
