'use client'

import type { BillSummary } from '@hms/contract/billing'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CreditCard } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { CountUp } from '@/components/bits/count-up'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock } from '@/components/ui/skeleton'
import { minorOf, moneyOf, sumOf } from '@/lib/money'
import { billQueries } from '@/lib/queries/billing'
import { useFormat } from '@/lib/reader'

/** What a patient owes in all, and the way to pay the bill that is most urgent. */
export function OwedCard() {
  const t = useTranslations('billing.owed')
  const owed = useQuery(billQueries.owed())
  if (owed.error) {
    return (
      <Card>
        <ErrorState error={owed.error} onRetry={owed.refetch} />
      </Card>
    )
  }
  if (!owed.data) return <LoadingBlock className="h-[6.5rem] rounded-xl" />
  if (owed.data.length === 0) {
    return (
      <Card className="flex-row items-center gap-3 px-5 py-4">
        <CircleCheck aria-hidden className="size-5 text-success" />
        <p>{t('nothing')}</p>
      </Card>
    )
  }
  return <Owed bills={owed.data} />
}

function byDueDate(one: BillSummary, other: BillSummary) {
  return one.dueDate.localeCompare(other.dueDate)
}

function Owed({ bills }: { bills: BillSummary[] }) {
  const t = useTranslations('billing.owed')
  const format = useFormat()
  const total = sumOf(bills.map((bill) => bill.balance))!
  const overdue = sumOf(bills.filter((bill) => bill.status === 'overdue').map((bill) => bill.balance))
  const first = bills.toSorted(byDueDate)[0]!
  return (
    <Card className="flex-row flex-wrap items-center justify-between gap-x-6 gap-y-4 px-5 py-4">
      <div className="grid gap-0.5">
        <h2 className="text-sm text-muted-foreground">{t('title')}</h2>
        <CountUp
          className="text-2xl leading-9 font-semibold tracking-tight"
          to={Number(minorOf(total))}
          format={(minor) => format.money(moneyOf(BigInt(minor), total.currency))}
        />
        <p className="text-sm text-muted-foreground">
          {t('bills', { count: bills.length })} ·{' '}
          {overdue ? (
            <span className="font-medium text-danger">{t('overdue', { amount: format.money(overdue) })}</span>
          ) : (
            t('nextDue', { date: format.date(first.dueDate) })
          )}
        </p>
      </div>
      <Button asChild size="lg" className="max-sm:w-full">
        <Link href={`/billing/${first.id}?pay=1`}>
          <CreditCard aria-hidden />
          {bills.length === 1 ? t('pay') : t('payFirst', { number: first.number })}
        </Link>
      </Button>
    </Card>
  )
}
