'use client'

import type { Bill, Receipt } from '@hms/contract/billing'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { LetterHead, Paper } from '@/components/ui/paper'
import { fullName } from '@/lib/auth'
import { billQueries } from '@/lib/queries/billing'
import { useFormat } from '@/lib/reader'

/** A bill with what was paid on it, made for paper: A4 and Letter alike. */
export function ReceiptView({ id }: { id: string }) {
  const t = useTranslations('billing.receiptPage')
  const receipt = useQuery(billQueries.receipt(id))
  return (
    <Paper query={receipt} href={`/billing/${id}`} back={t('back')} print={t('print')}>
      {(data) => <ReceiptText receipt={data} />}
    </Paper>
  )
}

const received = (bill: Bill) => bill.payments.filter(({ status }) => status === 'succeeded')

function ReceiptText({ receipt }: { receipt: Receipt }) {
  const t = useTranslations('billing.receiptPage')
  const format = useFormat()
  const { bill, hospital } = receipt
  const payments = received(bill)
  return (
    <>
      <LetterHead hospital={hospital} tel={hospital.phone && t('tel', { phone: hospital.phone })}>
        <h1 className="text-2xl leading-7 font-semibold">{payments.length > 0 ? t('title') : t('invoice')}</h1>
        <p className="mt-1 text-muted-foreground tabular">{bill.number}</p>
      </LetterHead>
      <Parties bill={bill} />
      <Lines bill={bill} />
      {payments.length > 0 && <Payments bill={bill} />}
      <p className="mt-6 flex items-baseline justify-between gap-4 border-t-2 border-foreground/70 pt-3 text-base font-semibold break-inside-avoid">
        <span>{bill.status === 'paid' ? t('settled') : t('balance')}</span>
        <span className="tabular">{format.money(bill.balance)}</span>
      </p>
      {bill.status === 'void' && <p className="mt-3 font-medium text-danger">{t('void')}</p>}
      <footer className="mt-10 text-xs text-muted-foreground">
        {t('printed', { when: format.dateTime(receipt.printedAt) })} {format.zone(receipt.printedAt)}
      </footer>
    </>
  )
}

function Parties({ bill }: { bill: Bill }) {
  const t = useTranslations('billing.receiptPage')
  const billing = useTranslations('billing')
  const format = useFormat()
  return (
    <dl className="grid grid-cols-2 gap-x-8 gap-y-4 py-6 sm:grid-cols-4 print:grid-cols-4">
      <Fact term={t('patient')}>{fullName(bill.patient)}</Fact>
      <Fact term={t('recordNumber')}>{bill.patient.mrn}</Fact>
      <Fact term={billing('issued')}>{format.date(bill.issueDate)}</Fact>
      <Fact term={billing('due')}>{format.date(bill.dueDate)}</Fact>
    </dl>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted-foreground">{term}</dt>
      <dd className="break-words tabular">{children}</dd>
    </div>
  )
}

const head = 'pb-2 text-xs font-medium text-muted-foreground'
const figure = 'pl-4 text-right tabular'

function Lines({ bill }: { bill: Bill }) {
  const t = useTranslations('billing')
  const format = useFormat()
  return (
    <table className="w-full">
      <caption className="sr-only">{t('lines')}</caption>
      <thead>
        <tr className="border-b text-left">
          <th className={head}>{t('item')}</th>
          <th className={`${head} ${figure} max-sm:hidden print:table-cell`}>{t('quantity')}</th>
          <th className={`${head} ${figure} max-sm:hidden print:table-cell`}>{t('unitPrice')}</th>
          <th className={`${head} ${figure}`}>{t('lineTotal')}</th>
        </tr>
      </thead>
      <tbody>
        {bill.lines.map((line, index) => (
          <tr key={index} className="break-inside-avoid border-b align-top">
            <td className="py-2 break-words">
              {line.description}
              <span className="block text-xs text-muted-foreground sm:hidden print:hidden">
                {format.number(line.quantity)} × {format.money(line.unitPrice)}
              </span>
            </td>
            <td className={`py-2 ${figure} max-sm:hidden print:table-cell`}>{format.number(line.quantity)}</td>
            <td className={`py-2 ${figure} max-sm:hidden print:table-cell`}>{format.money(line.unitPrice)}</td>
            <td className={`py-2 ${figure}`}>{format.money(line.amount)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" className="py-2 text-left font-medium">
            {t('total')}
          </th>
          <td colSpan={3} className={`py-2 font-medium ${figure}`}>
            {format.money(bill.amount)}
          </td>
        </tr>
      </tfoot>
    </table>
  )
}

function Payments({ bill }: { bill: Bill }) {
  const t = useTranslations('billing')
  const common = useTranslations('common')
  const format = useFormat()
  return (
    <section className="mt-6 break-inside-avoid">
      <h2 className="border-b pb-2 text-xs font-medium text-muted-foreground">{t('receiptPage.received')}</h2>
      <ul>
        {received(bill).map((payment) => (
          <li key={payment.id} className="flex flex-wrap items-baseline gap-x-4 border-b py-2">
            <span className="font-medium tabular">{payment.receiptNumber}</span>
            <span className="flex-1 text-muted-foreground">
              {format.date(payment.receivedAt ?? payment.createdAt)} · {common(`paymentMethod.${payment.method}`)}
            </span>
            <span className="tabular">− {format.money(payment.amount)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
