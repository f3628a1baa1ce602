'use client'

import type { SessionSettings } from '@hms/contract/settings'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { FieldSet, Form, FormProblem, NumberField, SubmitButton } from '@/components/ui/form'
import { LoadingBlock } from '@/components/ui/skeleton'
import { useContractForm } from '@/lib/forms'
import { sessionSettings, useUpdateSessionSettings } from '@/lib/queries/settings'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import lock from '@/messages/en/lock.json'

const schema = () => import('@hms/contract/settings').then((module) => module.SessionSettings)

/** After how long the screens lock, and sessions end. */
export const SessionLimits = withTexts({ lock }, Limits)

function Limits() {
  const t = useTranslations('lock.settings')
  const limits = useQuery(sessionSettings())
  return (
    <Card className="max-w-3xl">
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <CardDescription>{t('description')}</CardDescription>
      </CardHeader>
      <CardContent>
        {limits.isPending && <LoadingBlock className="h-72" />}
        {limits.error && !limits.data && <ErrorState error={limits.error} onRetry={limits.refetch} />}
        {limits.data && <LimitsForm limits={limits.data} />}
      </CardContent>
    </Card>
  )
}

function LimitsForm({ limits }: { limits: SessionSettings }) {
  const t = useTranslations('lock.settings')
  const update = useUpdateSessionSettings()
  const form = useContractForm({ schema, defaultValues: limits, values: limits })
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        await update.mutateAsync(body)
        toast.success(t('saved'))
      }}
    >
      <FormProblem />
      <FieldSet legend={t('staff')} description={t('staffHint')} columns={2}>
        <NumberField name="idleMinutes" label={t('idleMinutes')} min={2} max={60} />
        <NumberField name="sessionHours" label={t('sessionHours')} min={1} max={24} />
      </FieldSet>
      <FieldSet legend={t('patients')} description={t('patientsHint')} columns={2}>
        <NumberField name="patientIdleMinutes" label={t('idleMinutes')} min={2} max={1440} />
        <NumberField name="patientSessionHours" label={t('sessionHours')} min={1} max={720} />
      </FieldSet>
      <SubmitButton className="justify-self-start">{t('save')}</SubmitButton>
    </Form>
  )
}
