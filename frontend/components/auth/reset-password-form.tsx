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
import { isProblem } from '@/lib/problem'
import { PasswordField } from './password-field'

const schema = () => import('@hms/contract/auth').then((module) => module.ResetPassword)

export function ResetPasswordForm() {
  const t = useTranslations('auth')
  const token = useSearchParams().get('token') ?? ''
  const [outcome, setOutcome] = useState<'done' | 'stale' | null>(null)
  const form = useContractForm({ schema, defaultValues: { token, password: '' } })
  if (outcome || !token) {
    const isDone = outcome === 'done'
    return (
      <div className="grid gap-5">
        <Alert variant={isDone ? 'success' : 'warning'}>{isDone ? t('reset.done') : t('reset.missing')}</Alert>
        <Button asChild size="lg">
          <Link href={isDone ? '/sign-in' : '/forgot-password'}>{isDone ? t('signIn.submit') : t('reset.again')}</Link>
        </Button>
      </div>
    )
  }
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        try {
          await resetPassword(body)
          setOutcome('done')
        } catch (problem) {
          if (!isProblem(problem, 'invalid-token')) throw problem
          // Used, or older than a quarter of an hour: whoever has the address gets another one.
          setOutcome('stale')
        }
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
