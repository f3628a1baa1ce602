'use client'

import { useTranslations } from 'next-intl'
import { PasswordField } from '@/components/auth/password-field'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { Form, FormProblem, SubmitButton } from '@/components/ui/form'
import { minPasswordLength } from '@/lib/constants'
import { useContractForm } from '@/lib/forms'
import { isProblem } from '@/lib/problem'
import { useChangePassword } from '@/lib/queries/auth'
import { toast } from '@/lib/toast'

const schema = () => import('@hms/contract/auth').then((module) => module.ChangePassword)
const blank = { currentPassword: '', newPassword: '' }

export function ChangePasswordCard() {
  const t = useTranslations()
  const change = useChangePassword()
  const form = useContractForm({ schema, defaultValues: blank })
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('profile.password.title')}</CardTitle>
        <CardDescription>{t('profile.password.description')}</CardDescription>
      </CardHeader>
      <CardContent>
        <Form
          form={form}
          onSubmit={async (body) => {
            try {
              await change.mutateAsync(body)
              form.reset(blank)
              toast.success(t('profile.password.changed'))
            } catch (problem) {
              if (!isProblem(problem, 'invalid-credentials')) throw problem
              problem.shown = true
              form.setError('currentPassword', { message: t('profile.password.wrong') }, { shouldFocus: true })
            }
          }}
        >
          <FormProblem />
          <PasswordField name="currentPassword" label={t('auth.currentPassword')} autoComplete="current-password" />
          <PasswordField
            name="newPassword"
            label={t('auth.newPassword')}
            description={t('auth.passwordHint', { min: minPasswordLength })}
            autoComplete="new-password"
          />
          <SubmitButton className="justify-self-start">{t('profile.password.submit')}</SubmitButton>
        </Form>
      </CardContent>
    </Card>
  )
}
