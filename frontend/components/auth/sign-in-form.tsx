'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { Form, FormProblem, SubmitButton, TextField } from '@/components/ui/form'
import { safeNext, signIn } from '@/lib/entrance'
import { useContractForm } from '@/lib/forms'
import { useAddressValue } from '@/lib/hooks'
import { PasswordField } from './password-field'

const schema = () => import('@hms/contract/auth').then((module) => module.Login)

export function SignInForm() {
  const t = useTranslations('auth')
  const router = useRouter()
  const next = useAddressValue('next')
  const form = useContractForm({ schema, defaultValues: { email: '', password: '' } })
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        await signIn(body)
        router.replace(safeNext(next))
      }}
    >
      {/* In the document for everybody, and shown by `HeadScript`: it would push the form down if it came later. */}
      {!form.formState.isSubmitted && (
        <Alert variant="info" className="hidden in-data-next:flex">
          {t('signIn.ended')}
        </Alert>
      )}
      <FormProblem />
      <TextField name="email" label={t('email')} type="email" autoComplete="username" inputMode="email" />
      <div className="relative">
        <PasswordField name="password" label={t('password')} autoComplete="current-password" />
        <Link
          href="/forgot-password"
          className="absolute top-0 right-0 rounded-sm text-sm leading-6 text-primary underline-offset-4 hover:underline"
        >
          {t('signIn.forgot')}
        </Link>
      </div>
      <SubmitButton size="lg">{t('signIn.submit')}</SubmitButton>
    </Form>
  )
}
