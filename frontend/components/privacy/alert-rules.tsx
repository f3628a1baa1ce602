'use client'

import type { AlertRule, StaffRole } from '@hms/contract/alerts'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from '@/components/ui/dialog'
import { ErrorState } from '@/components/ui/error-state'
import { CheckboxField, Form, FormProblem, NumberField, SubmitButton, TextField } from '@/components/ui/form'
import { LoadingBlock } from '@/components/ui/skeleton'
import { ApiProblem } from '@/lib/problem'
import { privacyQueries, useUpdateAlertRules } from '@/lib/queries/privacy'
import { toast } from '@/lib/toast'

/** What is looked for in the audit log, and how it is set. */
export function AlertRules() {
  const t = useTranslations('privacy.alerts')
  const [isOpen, setOpen] = useState(false)
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="outline">{t('rules')}</Button>
      </DialogTrigger>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{t('rules')}</DialogTitle>
          <DialogDescription>{t('rulesHint')}</DialogDescription>
        </DialogHeader>
        <Rules onSaved={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function Rules({ onSaved }: { onSaved: () => void }) {
  const rules = useQuery(privacyQueries.alertRules())
  if (rules.data) return <RulesForm items={rules.data.items} onSaved={onSaved} />
  if (rules.error) return <ErrorState error={rules.error} onRetry={rules.refetch} />
  return <LoadingBlock className="h-96" />
}

type Values = Record<string, Omit<AlertRule, 'rule' | 'severity'>>

/** What a rule does not have is left out. */
const given = (rule: AlertRule['rule'], values: Values[string]) => ({
  rule,
  ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
})

/** The API counts the rules, the form names them. */
function atRules(error: unknown, items: AlertRule[]): unknown {
  if (!(error instanceof ApiProblem)) return error
  const { status, code, title, requestId } = error
  const errors = error.errors.map(({ pointer, detail }) => ({
    pointer: pointer.replace(/^\/items\/(\d+)/, (_, place) => `/${items[Number(place)]?.rule}`),
    detail,
  }))
  return new ApiProblem({ status, code, title, requestId, errors })
}

function RulesForm({ items, onSaved }: { items: AlertRule[]; onSaved: () => void }) {
  const t = useTranslations('privacy.alerts')
  const update = useUpdateAlertRules()
  const form = useForm<Values>({
    defaultValues: Object.fromEntries(
      items.map(({ rule, enabled, limit, limitByRole, opensAt, closesAt }) => [
        rule,
        { enabled, limit, limitByRole, opensAt, closesAt },
      ]),
    ),
  })
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const body = { items: items.map(({ rule }) => given(rule, values[rule]!)) }
        await update.mutateAsync(body).catch((error: unknown) => {
          throw atRules(error, items)
        })
        toast.success(t('saved'))
        onSaved()
      }}
    >
      <FormProblem />
      <ul className="divide-y">
        {items.map((item) => (
          <li key={item.rule} className="grid gap-3 py-4 first:pt-0">
            <CheckboxField
              name={`${item.rule}.enabled`}
              label={t(`names.${item.rule}`)}
              description={t(`hints.${item.rule}`)}
            />
            <Limits item={item} />
          </li>
        ))}
      </ul>
      <SubmitButton className="justify-self-start">{t('save')}</SubmitButton>
    </Form>
  )
}

/** The limits of a rule that is on. */
function Limits({ item: { rule, limit, limitByRole, opensAt } }: { item: AlertRule }) {
  const t = useTranslations('privacy.alerts')
  const common = useTranslations('common')
  const isOn = useWatch<Values, `${string}.enabled`>({ name: `${rule}.enabled` })
  const hasLimits = limit !== null || limitByRole !== null || opensAt !== null
  if (!isOn || !hasLimits) return null
  return (
    <div className="grid gap-3 pl-7 sm:grid-cols-3">
      {limit !== null && (
        <NumberField name={`${rule}.limit`} label={t(`limits.${rule as 'same-surname'}`)} min={1} max={10_000} />
      )}
      {limitByRole !== null &&
        (Object.keys(limitByRole) as StaffRole[]).map((role) => (
          <NumberField
            key={role}
            name={`${rule}.limitByRole.${role}`}
            label={common(`role.${role}`)}
            min={1}
            max={10_000}
          />
        ))}
      {opensAt !== null && (
        <>
          <TextField name={`${rule}.opensAt`} label={t('opensAt')} type="time" />
          <TextField name={`${rule}.closesAt`} label={t('closesAt')} type="time" />
        </>
      )}
    </div>
  )
}
