'use client'

import type { Bill, CreatePayment, PaymentMethod } from '@hms/contract/billing'
import type { z } from 'zod'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Form, FormProblem, SelectField, SubmitButton } from '@/components/ui/form'
import { useContractForm } from '@/lib/forms'
import { decimalOfTyped, moneyOf, parseMinor } from '@/lib/money'
import { usePayBill } from '@/lib/queries/billing'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { AmountField, useAmountCheck } from './amount-field'

const schema = () => import('@hms/contract/billing').then((module) => module.CreatePayment)

interface RecordValues {
  amount: string
  method: PaymentMethod
}

const methods = ['cash', 'card', 'bank-transfer', 'insurance'] as const

interface RecordPaymentDialogProps {
  bill: Pick<Bill, 'id' | 'number' | 'balance'>
  onClose: () => void
}

/** The front desk enters money that has arrived. */
export function RecordPaymentDialog({ bill, onClose }: RecordPaymentDialogProps) {
  const t = useTranslations('billing.recordDialog')
  const common = useTranslations('common')
  const format = useFormat()
  const pay = usePayBill(bill.id)
  const check = useAmountCheck(bill.balance)
  const form = useContractForm<typeof CreatePayment, RecordValues>({
    schema,
    defaultValues: { amount: bill.balance.amount, method: 'cash' },
    prepare: ({ amount, method }) => ({ amount: decimalOfTyped(amount), method }),
  })

  async function submit(body: z.input<typeof CreatePayment>) {
    const complaint = check(form.getValues('amount'))
    if (complaint) return form.setError('amount', { message: complaint }, { shouldFocus: true })
    const payment = await pay.mutateAsync(body)
    toast.success(t('done', { amount: format.money(payment.amount), number: payment.receiptNumber ?? '' }))
    onClose()
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-md">
        <DialogHeader>
          <DialogTitle>{t('title', { number: bill.number })}</DialogTitle>
          <DialogDescription>{t('hint', { amount: format.money(bill.balance) })}</DialogDescription>
        </DialogHeader>
        <Form form={form} onSubmit={submit}>
          <SelectField name="method" label={t('method')}>
            {methods.map((method) => (
              <option key={method} value={method}>
                {method === 'card' ? t('terminal') : common(`paymentMethod.${method}`)}
              </option>
            ))}
          </SelectField>
          <AmountField balance={bill.balance} />
          <FormProblem />
          <DialogFooter>
            <Button variant="outline" onClick={onClose}>
              {common('cancel')}
            </Button>
            <RecordButton currency={bill.balance.currency} />
          </DialogFooter>
        </Form>
      </DialogContent>
    </Dialog>
  )
}

function RecordButton({ currency }: { currency: string }) {
  const t = useTranslations('billing')
  const format = useFormat()
  const minor = parseMinor(useWatch<RecordValues, 'amount'>({ name: 'amount' }))
  return (
    <SubmitButton>
      {minor === null ? t('record') : t('recordDialog.submit', { amount: format.money(moneyOf(minor, currency)) })}
    </SubmitButton>
  )
}
