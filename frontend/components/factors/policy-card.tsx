'use client'

import { type Role, roles } from '@hms/contract/permissions'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useForm } from 'react-hook-form'
import { Alert } from '@/components/ui/alert'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { CheckboxField, Form, FormProblem, SubmitButton } from '@/components/ui/form'
import { LoadingBlock } from '@/components/ui/skeleton'
import { factorQueries, useUpdateSecurity } from '@/lib/queries/factors'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import factors from '@/messages/en/factors.json'

/** Which roles have to have a second factor. */
export const PolicyCard = withTexts({ factors }, Policy)

function Policy() {
  const t = useTranslations('factors.policy')
  const security = useQuery(factorQueries.security())
  return (
    <Card className="max-w-3xl">
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <CardDescription>{t('description')}</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-5">
        {security.data?.secondFactorRequiredFor.length === 0 && <Alert variant="warning">{t('off')}</Alert>}
        {security.isPending && <LoadingBlock className="h-40" />}
        {security.error && !security.data && <ErrorState error={security.error} onRetry={security.refetch} />}
        {security.data && <PolicyForm required={security.data.secondFactorRequiredFor} />}
      </CardContent>
    </Card>
  )
}

function PolicyForm({ required }: { required: readonly Role[] }) {
  const t = useTranslations('factors.policy')
  const common = useTranslations('common')
  const update = useUpdateSecurity()
  const form = useForm({ defaultValues: Object.fromEntries(roles.map((role) => [role, required.includes(role)])) })
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        await update.mutateAsync({ secondFactorRequiredFor: roles.filter((role) => values[role]) })
        toast.success(t('saved'))
      }}
    >
      <FormProblem />
      <fieldset className="grid gap-3">
        <legend className="sr-only">{t('title')}</legend>
        {roles.map((role) => (
          <CheckboxField key={role} name={role} label={common(`role.${role}`)} />
        ))}
      </fieldset>
      <SubmitButton className="justify-self-start">{t('save')}</SubmitButton>
    </Form>
  )
}
