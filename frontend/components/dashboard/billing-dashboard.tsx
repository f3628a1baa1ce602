'use client'

import type { BillSummary } from '@hms/contract/billing'
import type { ReceivablesReport } from '@hms/contract/reports'
import { useQuery } from '@tanstack/react-query'
import { CalendarClock, CircleAlert, CircleCheck, Wallet } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { type ComponentProps, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { ListCard } from '@/components/ui/list-card'
import { QuietLink } from '@/components/ui/quiet-link'
import { fullName, useMay } from '@/lib/auth'
import { daysBetween } from '@/lib/datetime'
import { useBills } from '@/lib/queries/billing'
import { reportQueries } from '@/lib/queries/reports'
import { useFormat } from '@/lib/reader'
import { withTexts } from '@/lib/with-texts'
import desk from '@/messages/en/desk.json'
import { DeedLink } from './deed-link'
import { DefinedFigure, FigureLink, room } from './figures'
import { Greeting } from './greeting'

const RecordPaymentDialog = dynamic(
  () => import('@/components/billing/record-payment-dialog').then((module) => module.RecordPaymentDialog),
  { ssr: false },
)

/** Where a billing clerk starts: what is overdue, and what came in. */
export const BillingDashboard = withTexts({ desk }, Collecting)

function Collecting() {
  const mayCreate = useMay('billing:create')
  return (
    <>
      <Greeting actions={mayCreate && <DeedLink deed="newBill" />} />
      <div className="grid grid-cols-1 gap-6">
        <Figures />
        <Overdue />
      </div>
    </>
  )
}

interface Sum extends Pick<ComponentProps<typeof DefinedFigure>, 'value' | 'icon' | 'className'> {
  name: 'overdue' | 'dueSoon' | 'received'
  /** Left out while it loads. */
  hint: string | undefined
  /** Where the bills stand that it counts. */
  href?: string
}

function useSums({ overdue, dueSoon, receivedToday }: Partial<ReceivablesReport>): Sum[] {
  const t = useTranslations('desk.collect')
  const format = useFormat()
  const until = dueSoon && t('until', { date: format.date(dueSoon.until, 'dayOfMonth') })
  return [
    {
      name: 'overdue',
      icon: CircleAlert,
      className: 'max-sm:col-span-2',
      value: overdue?.balance,
      hint: overdue && t('bills', { count: overdue.count }),
      href: '/billing?status=overdue',
    },
    {
      name: 'dueSoon',
      icon: CalendarClock,
      value: dueSoon?.balance,
      hint: dueSoon && `${t('bills', { count: dueSoon.count })} ${until}`,
      href: '/billing?status=open',
    },
    {
      name: 'received',
      icon: Wallet,
      value: receivedToday?.amount,
      hint: receivedToday && t('payments', { count: receivedToday.count }),
    },
  ]
}

function Figures() {
  const t = useTranslations('desk.collect')
  const { data, error, refetch } = useQuery(reportQueries.receivables())
  const sums = useSums(data ?? {})
  if (error && !data) {
    return (
      <Card>
        <ErrorState error={error} onRetry={refetch} />
      </Card>
    )
  }
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 sm:gap-4">
      {sums.map(({ name, hint = room, href, ...sum }) => (
        <DefinedFigure
          key={name}
          term={t(name)}
          definition={t(`${name}Definition`)}
          hint={href ? <FigureLink href={href}>{hint}</FigureLink> : hint}
          {...sum}
        />
      ))}
    </div>
  )
}

/** So many stand there at once. */
const shown = 10

function Overdue() {
  const t = useTranslations('desk.collect')
  const list = useBills({ dueBefore: useFormat().today(), limit: shown })
  const [paid, setPaid] = useState<BillSummary | null>(null)
  return (
    <section className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-base font-semibold">{t('list')}</h2>
        <Button asChild variant="ghost" size="sm">
          <QuietLink href="/billing">{t('allBills')}</QuietLink>
        </Button>
      </div>
      <ListCard
        list={list}
        label={t('list')}
        height="h-96"
        empty={<Empty icon={CircleCheck} title={t('none')} description={t('noneHint')} />}
      >
        {(bill) => <Row key={bill.id} bill={bill} onPay={() => setPaid(bill)} />}
      </ListCard>
      {paid && <RecordPaymentDialog bill={paid} onClose={() => setPaid(null)} />}
    </section>
  )
}

function Row({ bill, onPay }: { bill: BillSummary; onPay: () => void }) {
  const t = useTranslations('desk.collect')
  const format = useFormat()
  const mayPay = useMay('billing:pay')
  const { id, number, patient, description, dueDate, balance } = bill
  const name = fullName(patient)
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-5 py-3 sm:grid-cols-[minmax(0,1fr)_9rem_7rem_auto]">
      <div className="min-w-0">
        <QuietLink oneOfMany href={`/billing/${id}`} className="block truncate font-medium hover:underline">
          {name}
        </QuietLink>
        <p className="truncate text-sm text-muted-foreground">
          <span className="tabular">{number}</span> · {description}
        </p>
      </div>
      <p className="text-sm max-sm:order-3">
        <span className="font-medium text-danger">{t('days', { days: daysBetween(dueDate, format.today()) })}</span>
        <span className="block text-xs text-muted-foreground">{t('due', { date: format.date(dueDate) })}</span>
      </p>
      <p className="text-right font-medium tabular">{format.money(balance)}</p>
      {mayPay && (
        <Button
          variant="outline"
          size="sm"
          className="max-sm:order-4"
          aria-label={t('recordNamed', { name, number })}
          onClick={onPay}
        >
          {t('record')}
        </Button>
      )}
    </li>
  )
}
