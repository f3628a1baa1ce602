'use client'

import type { RetentionRule, UpdateRetention } from '@hms/contract/retention'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import { Form, FormProblem, NumberField, SubmitButton } from '@/components/ui/form'
import { QueryCard } from '@/components/ui/query-card'
import { useContractForm } from '@/lib/forms'
import { retentionQueries, useUpdateRetention } from '@/lib/queries/retention'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import retention from '@/messages/en/retention.json'
import { DormantPatients } from './dormant-patients'
import { DryRun } from './dry-run'

const schema = () => import('@hms/contract/retention').then((module) => module.UpdateRetention)

/** How long what is kept, what would go, and which records are to be looked through. */
export const Retention = withTexts({ retention }, Content)

function Content() {
  const t = useTranslations('retention')
  const rules = useQuery(retentionQueries.rules())
  return (
    <div className="grid max-w-3xl gap-6">
      <QueryCard title={t('title')} hint={t('hint')} query={rules} height="h-96">
        {(data) => <Rules rules={data} />}
      </QueryCard>
      <DryRun />
      <DormantPatients />
    </div>
  )
}

type Values = Record<string, number | undefined>

function Rules({ rules }: { rules: readonly RetentionRule[] }) {
  const t = useTranslations('retention')
  const update = useUpdateRetention()
  const form = useContractForm<typeof UpdateRetention, Values>({
    schema,
    defaultValues: Object.fromEntries(rules.map(({ name, keepFor }) => [name, keepFor])),
    // What was not changed is not sent: somebody else may have changed it meanwhile.
    prepare: (values) =>
      Object.fromEntries(
        rules
          .filter(({ name, keepFor }) => values[name] !== keepFor)
          .map(({ name }) => [name, values[name] ?? Number.NaN]),
      ),
  })
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        const { items } = await update.mutateAsync(body)
        form.reset(Object.fromEntries(items.map(({ name, keepFor }) => [name, keepFor])))
        toast.success(t('saved'))
      }}
    >
      <FormProblem />
      <ul className="divide-y">
        {rules.map((rule) => (
          <Rule key={rule.name} rule={rule} />
        ))}
      </ul>
      <SubmitButton className="justify-self-start">{t('save')}</SubmitButton>
    </Form>
  )
}

function Rule({ rule }: { rule: RetentionRule }) {
  const t = useTranslations('retention')
  const { name, unit, min, max, usual, then, law } = rule
  return (
    <li className="grid gap-3 py-4 first:pt-0 sm:grid-cols-[minmax(0,1fr)_13rem] sm:gap-6">
      <div className="grid content-start gap-1 text-sm">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {t(`rules.${name}.title`)}
          <Badge tone={then === 'delete' ? 'neutral' : 'info'}>{t(`then.${then}`)}</Badge>
        </p>
        <p className="text-muted-foreground">{t(`rules.${name}.hint`)}</p>
        {law && <p className="text-xs text-muted-foreground">{t('law', { law })}</p>}
      </div>
      <NumberField
        name={name}
        label={
          <>
            <span className="sr-only">{t(`rules.${name}.title`)}: </span>
            {t(`unit.${unit}`)}
          </>
        }
        description={t('bounds', { min, max, usual })}
        min={min}
        max={max}
      />
    </li>
  )
}
