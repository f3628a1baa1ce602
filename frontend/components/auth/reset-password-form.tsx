'use client'

import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Form, FormProblem, SubmitButton } from '@/components/ui/form'
import { minPasswordLength } from '@/lib/constants'
import { resetPassword } from '@/lib/entrance'
import { useContractForm } from '@/lib/forms'
import { PasswordField } from './password-field'

const schema = () => import('@hms/contract/auth').then((module) => module.ResetPassword)

export function ResetPasswordForm() {
  const t = useTranslations('auth')
  const token = useSearchParams().get('token') ?? ''
  const [done, setDone] = useState(false)
  const form = useContractForm({ schema, defaultValues: { token, password: '' } })
  if (done || !token) {
    return (
      <div className="grid gap-5">
        <Alert variant={done ? 'success' : 'warning'}>{done ? t('reset.done') : t('reset.missing')}</Alert>
        <Button asChild size="lg">
          <Link href={done ? '/sign-in' : '/forgot-password'}>{done ? t('signIn.submit') : t('reset.again')}</Link>
        </Button>
      </div>
    )
  }
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        await resetPassword(body)
        setDone(true)
      }}
    >
      <FormProblem />
      <PasswordField
        name="password"
        label={t('newPassword')}
        description={t('passwordHint', { min: minPasswordLength })}
        autoComplete="new-password"
      />
      <SubmitButton size="lg">{t('reset.submit')}</SubmitButton>
    </Form>
  )
}
