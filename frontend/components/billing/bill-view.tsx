'use client'

import type { Bill } from '@hms/contract/billing'
import { useQuery } from '@tanstack/react-query'
import { Ban, Banknote, CreditCard, Printer } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { RecordPage, RecordSkeleton } from '@/components/ui/record-page'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import { fullName, useMay, useRole } from '@/lib/auth'
import { billQueries } from '@/lib/queries/billing'
import { useFormat } from '@/lib/reader'
import { BillStatusBadge, isPayable } from './bill-facts'

const BillCards = lazyPart(() => import('./bill-cards').then((module) => module.BillCards), {
  placeholder: <Skeleton className="h-96 rounded-xl" />,
})

const PayDialog = dynamic(() => import('./pay-dialog').then((module) => module.PayDialog), { ssr: false })
const RecordPaymentDialog = dynamic(
  () => import('./record-payment-dialog').then((module) => module.RecordPaymentDialog),
  { ssr: false },
)
const VoidDialog = dynamic(() => import('./void-dialog').then((module) => module.VoidDialog), { ssr: false })

type Deed = 'pay' | 'record' | 'void'

/** A bill with its lines and payments, and what the reader may do about it; `?pay=1` opens the payment. */
export function BillView({ id }: { id: string }) {
  const t = useTranslations('billing')
  const bill = useQuery(billQueries.one(id))
  return (
    <RecordPage
      query={bill}
      title={t('title')}
      href="/billing"
      loading={<RecordSkeleton columns="lg:grid-cols-[1fr_20rem]" />}
    >
      {(record) => <Loaded bill={record} />}
    </RecordPage>
  )
}

function Loaded({ bill }: { bill: Bill }) {
  const t = useTranslations('billing')
  const router = useRouter()
  const role = useRole()
  const asked = useSearchParams().get('pay') !== null
  const [deed, setDeed] = useState<Deed | null>(asked && role === 'patient' && isPayable(bill) ? 'pay' : null)

  // Coming back to this page later must not ask for the payment again.
  useEffect(() => {
    if (asked) router.replace(`/billing/${bill.id}`, { scroll: false })
  }, [asked, router, bill.id])
  const close = () => setDeed(null)

  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-3">
            {t('billNumbered', { number: bill.number })}
            <BillStatusBadge status={bill.status} />
          </span>
        }
        description={role === 'patient' ? bill.description : `${fullName(bill.patient)} · ${bill.description}`}
        breadcrumb={[
          { label: role === 'patient' ? t('ownTitle') : t('title'), href: '/billing' },
          { label: bill.number },
        ]}
        actions={<Actions bill={bill} onChoose={setDeed} />}
      />
      <BillCards bill={bill} />
      {deed === 'pay' && <PayDialog bill={bill} onClose={close} />}
      {deed === 'record' && <RecordPaymentDialog bill={bill} onClose={close} />}
      {deed === 'void' && <VoidDialog bill={bill} onClose={close} />}
    </>
  )
}

function Actions({ bill, onChoose }: { bill: Bill; onChoose: (deed: Deed) => void }) {
  const t = useTranslations('billing')
  const format = useFormat()
  const role = useRole()
  const mayPay = useMay('billing:pay') && isPayable(bill)
  const isUntouched = bill.payments.every(({ status }) => status === 'failed')
  const mayVoid = useMay('billing:void') && isPayable(bill) && isUntouched
  return (
    <>
      {mayVoid && (
        <Button variant="outline" onClick={() => onChoose('void')}>
          <Ban aria-hidden />
          {t('void')}
        </Button>
      )}
      <Button asChild variant="outline">
        <Link href={`/billing/${bill.id}/receipt`}>
          <Printer aria-hidden />
          {t('printReceipt')}
        </Link>
      </Button>
      {mayPay && role === 'patient' && (
        <Button onClick={() => onChoose('pay')}>
          <CreditCard aria-hidden />
          {t('payAmount', { amount: format.money(bill.balance) })}
        </Button>
      )}
      {mayPay && role !== 'patient' && (
        <Button onClick={() => onChoose('record')}>
          <Banknote aria-hidden />
          {t('record')}
        </Button>
      )}
    </>
  )
}
