'use client'

import type { BillSummary } from '@hms/contract/billing'
import { useQuery } from '@tanstack/react-query'
import { CalendarClock, CircleAlert, CircleCheck, FilePlus2, Wallet } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Definition } from '@/components/ui/definition'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { ListCard } from '@/components/ui/list-card'
import { QuietLink } from '@/components/ui/quiet-link'
import { StatCard } from '@/components/ui/stat-card'
import { fullName, useMay } from '@/lib/auth'
import { daysBetween } from '@/lib/datetime'
import { useBills } from '@/lib/queries/billing'
import { reportQueries } from '@/lib/queries/reports'
import { useFormat } from '@/lib/reader'
import { withTexts } from '@/lib/with-texts'
import desk from '@/messages/en/desk.json'
import { Value } from './figures'
import { Greeting } from './greeting'

const RecordPaymentDialog = dynamic(
  () => import('@/components/billing/record-payment-dialog').then((module) => module.RecordPaymentDialog),
  { ssr: false },
)

/** Where a billing clerk starts: what is overdue, and what came in. */
export const BillingDashboard = withTexts({ desk }, Collecting)

function Collecting() {
  const t = useTranslations('desk')
  const mayCreate = useMay('billing:create')
  return (
    <>
      <Greeting
        actions={
          mayCreate && (
            <Button asChild>
              <QuietLink href="/billing/new">
                <FilePlus2 aria-hidden />
                {t('newBill')}
              </QuietLink>
            </Button>
          )
        }
      />
      <div className="grid grid-cols-1 gap-6">
        <Figures />
        <Overdue />
      </div>
    </>
  )
}

/** Of a line that is still to come. */
const room = '\u00a0'

function Figures() {
  const t = useTranslations('desk.collect')
  const format = useFormat()
  const { data, error, refetch } = useQuery(reportQueries.receivables())
  if (error && !data) {
    return (
      <Card>
        <ErrorState error={error} onRetry={refetch} />
      </Card>
    )
  }
  const bills = (count: number | undefined) => (count === undefined ? room : t('bills', { count }))
  const { overdue, dueSoon, receivedToday } = data ?? {}
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 sm:gap-4">
      <StatCard
        label={t('overdue')}
        action={<Definition term={t('overdue')}>{t('overdueDefinition')}</Definition>}
        icon={CircleAlert}
        className="max-sm:col-span-2"
        value={overdue && <Value value={overdue.balance} />}
        hint={<Go href="/billing?status=overdue">{bills(overdue?.count)}</Go>}
      />
      <StatCard
        label={t('dueSoon')}
        action={<Definition term={t('dueSoon')}>{t('dueSoonDefinition')}</Definition>}
        icon={CalendarClock}
        value={dueSoon && <Value value={dueSoon.balance} />}
        hint={
          <Go href="/billing?status=open">
            {dueSoon
              ? `${bills(dueSoon.count)} ${t('until', { date: format.date(dueSoon.until, 'dayOfMonth') })}`
              : room}
          </Go>
        }
      />
      <StatCard
        label={t('received')}
        action={<Definition term={t('received')}>{t('receivedDefinition')}</Definition>}
        icon={Wallet}
        value={receivedToday && <Value value={receivedToday.amount} />}
        hint={
          <span className="block py-1">{receivedToday ? t('payments', { count: receivedToday.count }) : room}</span>
        }
      />
    </div>
  )
}

function Go({ href, children }: { href: string; children: ReactNode }) {
  return (
    <QuietLink href={href} className="inline-block py-1 underline underline-offset-4 hover:text-foreground">
      {children}
    </QuietLink>
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
