'use client'

import type { Money } from '@hms/contract/common'
import { useTranslations } from 'next-intl'
import { useFormContext } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/form'
import { minorOf, parseMinor } from '@/lib/money'
import { useFormat } from '@/lib/reader'

interface AmountValues {
  amount: string
}

/** How much of a balance is paid: the whole of it unless told. */
export function AmountField({ balance }: { balance: Money }) {
  const t = useTranslations('billing.payDialog')
  const { setValue, watch } = useFormContext<AmountValues>()
  const isPart = parseMinor(watch('amount')) !== minorOf(balance)
  return (
    <div className="flex items-end gap-2 has-[[data-slot=form-message]]:items-center">
      <TextField
        name="amount"
        label={`${t('amount')} (${balance.currency})`}
        inputMode="decimal"
        autoComplete="off"
        className="min-w-0 max-w-40 flex-1 tabular"
      />
      {isPart && (
        <Button variant="ghost" onClick={() => setValue('amount', balance.amount, { shouldValidate: true })}>
          {t('whole')}
        </Button>
      )}
    </div>
  )
}

/** Says what speaks against an amount before the API has to; null when nothing does. */
export function useAmountCheck(balance: Money): (amount: string) => string | null {
  const t = useTranslations('billing.problem')
  const format = useFormat()
  return (amount) => {
    const minor = parseMinor(amount)
    if (minor === null) return t('amount')
    if (minor === 0n) return t('zero')
    return minor > minorOf(balance) ? t('tooMuch', { amount: format.money(balance) }) : null
  }
}
