'use client'

import type { BillSummary } from '@hms/contract/billing'
import { CreditCard, Plus } from 'lucide-react'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { Button } from '@/components/ui/button'
import { columnsOf, DataTable } from '@/components/ui/data-table'
import { Empty } from '@/components/ui/empty'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import { fullName, useMay, useRole } from '@/lib/auth'
import { searchDelay } from '@/lib/constants'
import { useDebounced } from '@/lib/hooks'
import { useBills } from '@/lib/queries/billing'
import { useFormat } from '@/lib/reader'
import { BillStatusBadge, DueDate } from './bill-facts'
import { noFilters, statusOf } from './bill-filter-values'

const OwedCard = lazyPart(() => import('./owed-card').then((module) => module.OwedCard), {
  placeholder: <Skeleton className="h-28 rounded-xl" />,
  early: false,
})

const BillFilters = lazyPart(() => import('./bill-filters').then((module) => module.BillFilters), {
  placeholder: <div className="mb-4 h-9" />,
})

const column = columnsOf<BillSummary>()

function useColumns() {
  const t = useTranslations('billing')
  const common = useTranslations('common')
  const format = useFormat()
  return useMemo(
    () => [
      column.accessor('number', {
        header: t('number'),
        meta: { card: 'title', className: 'tabular whitespace-nowrap' },
      }),
      column.accessor((bill) => fullName(bill.patient), { id: 'patient', header: t('patient') }),
      column.accessor('description', { header: t('description'), meta: { className: 'max-w-64 truncate' } }),
      column.accessor('issueDate', {
        header: t('issued'),
        cell: (cell) => format.date(cell.getValue()),
        meta: { className: 'whitespace-nowrap' },
      }),
      column.accessor('dueDate', {
        header: t('due'),
        cell: (cell) => <DueDate bill={cell.row.original} />,
        meta: { className: 'whitespace-nowrap' },
      }),
      column.accessor('amount', {
        header: t('amount'),
        cell: (cell) => format.money(cell.getValue()),
        meta: { align: 'right' },
      }),
      column.accessor('balance', {
        header: t('balance'),
        cell: (cell) => <span className="font-medium">{format.money(cell.getValue())}</span>,
        meta: { align: 'right' },
      }),
      column.accessor('status', {
        header: common('status'),
        cell: (cell) => <BillStatusBadge status={cell.getValue()} />,
        meta: { className: 'w-28' },
      }),
    ],
    [t, common, format],
  )
}

/** The bills that the reader may see: all, of own visits, or one's own. */
export function BillList() {
  const t = useTranslations('billing')
  const role = useRole()
  const isPatient = role === 'patient'
  const asked = statusOf(useSearchParams().get('status'))
  const [filters, setFilters] = useState({ ...noFilters, status: asked })
  const q = useDebounced(filters.term.trim(), searchDelay)
  const list = useBills({
    ...(q ? { q } : {}),
    ...(filters.status ? { status: filters.status } : {}),
    ...(filters.patient ? { patientId: filters.patient.id } : {}),
  })
  const columns = useColumns()
  const isFiltered = Boolean(q || filters.status || filters.patient)
  return (
    <>
      <PageHeader
        title={isPatient ? t('ownTitle') : t('title')}
        description={!isPatient && (role === 'doctor' ? t('listHintDoctor') : t('listHint'))}
        actions={<NewBillButton />}
      />
      <div className="settles">
        {isPatient && (
          <div className="mb-6">
            <OwedCard />
          </div>
        )}
        <BillFilters filters={filters} onChange={setFilters} withPatient={role !== 'patient' && role !== 'doctor'} />
        <DataTable
          label={isPatient ? t('ownTitle') : t('title')}
          columns={columns}
          list={list}
          rowHref={(bill) => `/billing/${bill.id}`}
          hiddenColumns={isPatient ? ['patient'] : []}
          empty={
            isFiltered ? (
              <Empty icon={CreditCard} title={t('noneFound')} description={t('noneFoundHint')}>
                <Button variant="outline" onClick={() => setFilters(noFilters)}>
                  {t('clearFilters')}
                </Button>
              </Empty>
            ) : (
              <Empty icon={CreditCard} title={t('none')} description={isPatient ? t('noneOwnHint') : t('noneHint')} />
            )
          }
        />
      </div>
    </>
  )
}

function NewBillButton() {
  const t = useTranslations('billing')
  const mayCreate = useMay('billing:create')
  if (!mayCreate) return null
  return (
    <Button asChild>
      <Link href="/billing/new">
        <Plus aria-hidden />
        {t('newTitle')}
      </Link>
    </Button>
  )
}
