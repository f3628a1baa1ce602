'use client'

import type { Bill, CreatePayment, Payment } from '@hms/contract/billing'
import type { z } from 'zod'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { FlaskConical, Lock } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFormState, useWatch } from 'react-hook-form'
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import { Form, FormField, FormProblem, SubmitButton } from '@/components/ui/form'
import { RadioGroup, RadioGroupItem } from '@/components/ui/radio-group'
import { LoadingBlock } from '@/components/ui/skeleton'
import { useContractForm } from '@/lib/forms'
import { decimalOfTyped, moneyOf, parseMinor } from '@/lib/money'
import { isProblem } from '@/lib/problem'
import { billKeys, billQueries, usePayBill } from '@/lib/queries/billing'
import { useFormat } from '@/lib/reader'
import { AmountField, useAmountCheck } from './amount-field'
import { PaymentOutcome } from './payment-outcome'

const schema = () => import('@hms/contract/billing').then((module) => module.CreatePayment)

interface PayDialogProps {
  bill: Bill
  onClose: () => void
}

/** A patient pays by card, wholly or in part, through the hospital's provider. */
export function PayDialog({ bill, onClose }: PayDialogProps) {
  const t = useTranslations('billing.payDialog')
  const format = useFormat()
  const [payment, setPayment] = useState<Payment | null>(null)
  const isDone = payment !== null && !payment.redirectUrl
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-md">
        <DialogHeader>
          <DialogTitle>{isDone ? t('doneTitle') : t('title', { number: bill.number })}</DialogTitle>
          <DialogDescription className={isDone ? 'sr-only' : undefined}>
            {isDone ? t('title', { number: bill.number }) : t('balance', { amount: format.money(bill.balance) })}
          </DialogDescription>
        </DialogHeader>
        {isDone ? (
          <PaymentOutcome payment={payment} billId={bill.id} onClose={onClose} />
        ) : (
          <PayForm bill={bill} onPaid={setPayment} />
        )}
      </DialogContent>
    </Dialog>
  )
}

interface PayValues {
  amount: string
  paymentToken: string
}

function PayForm({ bill, onPaid }: { bill: Bill; onPaid: (payment: Payment) => void }) {
  const providers = useQuery(billQueries.paymentProviders())
  const client = useQueryClient()
  const pay = usePayBill(bill.id)
  const check = useAmountCheck(bill.balance)
  const isTest = providers.data?.card.test ?? false
  const form = useContractForm<typeof CreatePayment, PayValues>({
    schema,
    defaultValues: { amount: bill.balance.amount, paymentToken: 'test-approve' },
    prepare: ({ amount, paymentToken }) => ({
      amount: decimalOfTyped(amount),
      method: 'card',
      ...(isTest ? { paymentToken } : {}),
    }),
  })

  async function submit(body: z.input<typeof CreatePayment>) {
    const complaint = check(form.getValues('amount'))
    if (complaint) return form.setError('amount', { message: complaint }, { shouldFocus: true })
    try {
      const payment = await pay.mutateAsync(body)
      onPaid(payment)
      if (payment.redirectUrl) window.location.assign(payment.redirectUrl)
    } catch (problem) {
      if (isProblem(problem, 'payment-declined', 'payment-exceeds-balance', 'wrong-status')) {
        void client.invalidateQueries({ queryKey: billKeys.one(bill.id) })
      }
      throw problem
    }
  }

  if (!providers.data) return <LoadingBlock className="h-40" />
  return (
    <Form form={form} onSubmit={submit}>
      <AmountField balance={bill.balance} />
      {isTest ? <TestProvider /> : <ProviderHint />}
      <FormProblem />
      <DeclinedHint isDeclined={isProblem(pay.error, 'payment-declined')} />
      <PayButton currency={bill.balance.currency} isLeaving={Boolean(pay.data?.redirectUrl)} />
    </Form>
  )
}

function DeclinedHint({ isDeclined }: { isDeclined: boolean }) {
  const t = useTranslations('billing.payDialog')
  const { errors } = useFormState()
  return isDeclined && errors.root ? <p className="text-sm text-muted-foreground">{t('declinedHint')}</p> : null
}

function PayButton({ currency, isLeaving }: { currency: string; isLeaving: boolean }) {
  const t = useTranslations('billing.payDialog')
  const format = useFormat()
  const minor = parseMinor(useWatch<PayValues, 'amount'>({ name: 'amount' }))
  const name = minor === null ? t('submitNoAmount') : t('submit', { amount: format.money(moneyOf(minor, currency)) })
  return (
    <SubmitButton size="lg" disabled={isLeaving}>
      {isLeaving ? t('redirecting') : name}
    </SubmitButton>
  )
}

function ProviderHint() {
  const t = useTranslations('billing.payDialog')
  return (
    <p className="flex gap-2 text-sm text-muted-foreground">
      <Lock aria-hidden className="mt-0.5 size-4 shrink-0" />
      {t('providerHint')}
    </p>
  )
}

const answers = [
  { token: 'test-approve', name: 'testApprove' },
  { token: 'test-decline', name: 'testDecline' },
] as const

/** Stands in for a card where no provider is configured; says so. */
function TestProvider() {
  const t = useTranslations('billing.payDialog')
  return (
    <div className="grid gap-3 rounded-lg border border-dashed border-warning/50 bg-warning-surface p-4">
      <div className="grid gap-0.5">
        <p className="flex items-center gap-2 font-medium text-warning">
          <FlaskConical aria-hidden className="size-4" />
          {t('testTitle')}
        </p>
      </div>
      <FormField name="paymentToken" label={t('testHint')}>
        {({ id, value, onChange }) => (
          <RadioGroup id={id} value={value as string} onValueChange={onChange} aria-label={t('testHint')}>
            {answers.map(({ token, name }) => (
              <div key={token} className="flex items-center gap-2.5">
                <RadioGroupItem id={`${id}-${token}`} value={token} />
                <label htmlFor={`${id}-${token}`}>{t(name)}</label>
              </div>
            ))}
          </RadioGroup>
        )}
      </FormField>
    </div>
  )
}
