'use client'

import type { Bill, Payment } from '@hms/contract/billing'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { fullName, useRole } from '@/lib/auth'
import type { Tone } from '@/lib/constants'
import { minorOf, moneyOf } from '@/lib/money'
import { useFormat } from '@/lib/reader'
import { cn } from '@/lib/utils'
import { DueDate } from './bill-facts'

const number = 'text-right tabular'

/** A bill beside its sums. */
export function BillCards({ bill }: { bill: Bill }) {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="order-2 grid gap-6 lg:order-1">
        <BillLines bill={bill} />
        <BillPayments bill={bill} />
      </div>
      <div className="order-1 grid gap-6 lg:order-2">
        <BillSums bill={bill} />
        <BillDetails bill={bill} />
      </div>
    </div>
  )
}

function BillLines({ bill }: { bill: Bill }) {
  const t = useTranslations('billing')
  const format = useFormat()
  return (
    <Card className="overflow-hidden">
      <CardHeader>
        <CardTitle>{t('lines')}</CardTitle>
      </CardHeader>
      <Table aria-label={t('lines')}>
        <TableHeader>
          <TableRow>
            <TableHead className="first:pl-5">{t('item')}</TableHead>
            <TableHead className={cn(number, 'max-sm:hidden')}>{t('quantity')}</TableHead>
            <TableHead className={cn(number, 'max-sm:hidden')}>{t('unitPrice')}</TableHead>
            <TableHead className={cn(number, 'last:pr-5')}>{t('lineTotal')}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {bill.lines.map((line, index) => (
            <TableRow key={index}>
              <TableCell className="first:pl-5 break-words">
                {line.description}
                <span className="block text-xs text-muted-foreground tabular sm:hidden">
                  {format.number(line.quantity)} × {format.money(line.unitPrice)}
                </span>
              </TableCell>
              <TableCell className={cn(number, 'max-sm:hidden')}>{format.number(line.quantity)}</TableCell>
              <TableCell className={cn(number, 'max-sm:hidden')}>{format.money(line.unitPrice)}</TableCell>
              <TableCell className={cn(number, 'last:pr-5')}>{format.money(line.amount)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}

const paymentTones = { pending: 'warning', succeeded: 'success', failed: 'danger' } as const satisfies Record<
  Payment['status'],
  Tone
>

function BillPayments({ bill }: { bill: Bill }) {
  const t = useTranslations('billing')
  return (
    <Card className="overflow-hidden">
      <CardHeader>
        <CardTitle>{t('payments')}</CardTitle>
      </CardHeader>
      {bill.payments.length === 0 ? (
        <CardContent className="text-muted-foreground">{t('noPayments')}</CardContent>
      ) : (
        <ul className="divide-y border-t" aria-label={t('payments')}>
          {bill.payments.map((payment) => (
            <PaymentRow key={payment.id} payment={payment} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function PaymentRow({ payment }: { payment: Payment }) {
  const t = useTranslations('billing')
  const common = useTranslations('common')
  const format = useFormat()
  const { status, method, receiptNumber, provider, redirectUrl } = payment
  const isOwn = useRole() === 'patient'
  const facts = [common(`paymentMethod.${method}`), provider === 'test' && t('viaTest'), receiptNumber]
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3">
      <div className="grid min-w-0 flex-1">
        <span>{format.dateTime(payment.receivedAt ?? payment.createdAt)}</span>
        <span className="text-xs text-muted-foreground tabular">{facts.filter(Boolean).join(' · ')}</span>
      </div>
      {status === 'pending' && redirectUrl && isOwn && (
        <Button asChild variant="outline" size="sm">
          <a href={redirectUrl}>{t('continuePayment')}</a>
        </Button>
      )}
      <Badge tone={paymentTones[status]}>{t(`paymentStatus.${status}`)}</Badge>
      <span className={cn('min-w-20 text-right tabular', status === 'failed' && 'text-muted-foreground line-through')}>
        {format.money(payment.amount)}
      </span>
    </li>
  )
}

/** What was billed, what has come in and what is left. */
function BillSums({ bill }: { bill: Bill }) {
  const t = useTranslations('billing')
  const format = useFormat()
  const paid = bill.payments
    .filter(({ status }) => status === 'succeeded')
    .reduce((sum, { amount }) => sum + minorOf(amount), 0n)
  return (
    <Card>
      <CardContent className="grid gap-2">
        <Sum name={t('total')} value={format.money(bill.amount)} />
        <Sum name={t('paid')} value={format.money(moneyOf(paid, bill.amount.currency))} />
        <div className="mt-1 flex items-baseline justify-between gap-4 border-t pt-3">
          <span className="font-medium">{t('balance')}</span>
          <span className="text-2xl font-semibold tracking-tight tabular">{format.money(bill.balance)}</span>
        </div>
      </CardContent>
    </Card>
  )
}

function Sum({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <span className="text-muted-foreground">{name}</span>
      <span className="tabular">{value}</span>
    </div>
  )
}

function BillDetails({ bill }: { bill: Bill }) {
  const t = useTranslations('billing')
  const format = useFormat()
  const role = useRole()
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('details')}</CardTitle>
      </CardHeader>
      <CardContent>
        <DescriptionList className="grid-cols-2">
          <Description term={t('issued')}>{format.date(bill.issueDate)}</Description>
          <Description term={t('due')}>
            <DueDate bill={bill} />
          </Description>
          {role !== 'patient' && (
            <Description term={t('patient')}>
              <TextLink href={`/patients/${bill.patientId}`}>{fullName(bill.patient)}</TextLink>
              <span className="block text-xs text-muted-foreground tabular">{bill.patient.mrn}</span>
            </Description>
          )}
          {bill.appointmentId && (
            <Description term={t('appointment')}>
              <TextLink href={`/appointments/${bill.appointmentId}`}>{t('openAppointment')}</TextLink>
            </Description>
          )}
          {bill.voidReason && (
            <Description term={t('voidReason')} className="col-span-2">
              {bill.voidReason}
            </Description>
          )}
        </DescriptionList>
      </CardContent>
    </Card>
  )
}

function TextLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className="underline underline-offset-4 hover:text-primary">
      {children}
    </Link>
  )
}
