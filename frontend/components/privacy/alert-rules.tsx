'use client'

import type { AlertRule, StaffRole, UpdateAlertRules } from '@hms/contract/alerts'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useWatch } from 'react-hook-form'
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
import { useContractForm } from '@/lib/forms'
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
      <DialogContent className="max-w-2xl scroll-pb-24 grid-cols-1">
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

const schema = () => import('@hms/contract/alerts').then((module) => module.UpdateAlertRules)

interface Values {
  items: AlertRule[]
}

/** What a rule does not have, by `had`, is left out, and so are the limits of one that is off: nobody sees them. */
function given({ severity: _severity, ...rule }: AlertRule, had: AlertRule) {
  if (!rule.enabled) return { rule: rule.rule, enabled: false }
  return Object.fromEntries(Object.entries(rule).filter(([name]) => had[name as keyof AlertRule] !== null))
}

function RulesForm({ items, onSaved }: { items: AlertRule[]; onSaved: () => void }) {
  const t = useTranslations('privacy.alerts')
  const update = useUpdateAlertRules()
  const form = useContractForm<typeof UpdateAlertRules, Values>({
    schema,
    defaultValues: { items },
    prepare: (values) => ({
      items: values.items.map((rule, place) => given(rule, items[place]!)) as UpdateAlertRules['items'],
    }),
  })
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        await update.mutateAsync(body)
        toast.success(t('saved'))
        onSaved()
      }}
    >
      <ul className="divide-y">
        {items.map((item, place) => (
          <li key={item.rule} className="grid gap-3 py-4 first:pt-0">
            <CheckboxField
              name={`items.${place}.enabled`}
              label={t(`names.${item.rule}`)}
              description={t(`hints.${item.rule}`)}
            />
            <Limits item={item} name={`items.${place}`} />
          </li>
        ))}
      </ul>
      <div className="sticky -bottom-6 z-10 -mx-6 -mb-6 grid gap-3 border-t bg-popover px-6 py-4">
        <FormProblem />
        <SubmitButton className="sm:justify-self-end">{t('save')}</SubmitButton>
      </div>
    </Form>
  )
}

/** The limits of a rule that is on. */
function Limits({ item: { rule, limit, limitByRole, opensAt }, name }: { item: AlertRule; name: `items.${number}` }) {
  const t = useTranslations('privacy.alerts')
  const common = useTranslations('common')
  const isOn = useWatch<Values, `items.${number}.enabled`>({ name: `${name}.enabled` })
  const hasLimits = limit !== null || limitByRole !== null || opensAt !== null
  if (!isOn || !hasLimits) return null
  return (
    <div className="grid grid-cols-2 items-end gap-3 sm:grid-cols-3 sm:pl-8">
      {limit !== null && (
        <NumberField name={`${name}.limit`} label={t(`limits.${rule as 'same-surname'}`)} min={1} max={10_000} />
      )}
      {limitByRole !== null &&
        (Object.keys(limitByRole) as StaffRole[]).map((role) => (
          <NumberField
            key={role}
            name={`${name}.limitByRole.${role}`}
            label={common(`role.${role}`)}
            min={1}
            max={10_000}
          />
        ))}
      {opensAt !== null && (
        <>
          <TextField name={`${name}.opensAt`} label={t('opensAt')} type="time" />
          <TextField name={`${name}.closesAt`} label={t('closesAt')} type="time" />
        </>
      )}
    </div>
  )
}
