'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Form, FormProblem, SubmitButton, TextField } from '@/components/ui/form'
import { forgotPassword } from '@/lib/entrance'
import { useContractForm } from '@/lib/forms'

const schema = () => import('@hms/contract/auth').then((module) => module.ForgotPassword)

export function ForgotPasswordForm() {
  const t = useTranslations('auth')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const form = useContractForm({ schema, defaultValues: { email: '' } })
  if (sentTo) {
    return (
      <Alert variant="success">
        <AlertTitle>{t('forgot.sentTitle')}</AlertTitle>
        <AlertDescription>{t('forgot.sent', { email: sentTo })}</AlertDescription>
      </Alert>
    )
  }
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        await forgotPassword(body)
        setSentTo(body.email)
      }}
    >
      <FormProblem />
      <TextField name="email" label={t('email')} type="email" autoComplete="username" inputMode="email" />
      <SubmitButton size="lg">{t('forgot.submit')}</SubmitButton>
    </Form>
  )
}
