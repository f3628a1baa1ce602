'use client'

import type { BillStatus, BillSummary } from '@hms/contract/billing'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import { billTones } from '@/lib/constants'
import { daysBetween } from '@/lib/datetime'
import { useFormat } from '@/lib/reader'

export function BillStatusBadge({ status }: { status: BillStatus }) {
  const common = useTranslations('common')
  return (
    <Badge tone={billTones[status]} dot={status === 'overdue'}>
      {common(`billStatus.${status}`)}
    </Badge>
  )
}

/** The due date; of an overdue bill also since when. */
export function DueDate({ bill }: { bill: Pick<BillSummary, 'dueDate' | 'status'> }) {
  const t = useTranslations('billing')
  const format = useFormat()
  const days = daysBetween(bill.dueDate, format.today())
  if (bill.status !== 'overdue' || days < 1) return format.date(bill.dueDate)
  return (
    <span className="font-medium text-danger">
      {format.date(bill.dueDate)}
      <span className="block text-xs font-normal">{t('overdueBy', { days })}</span>
    </span>
  )
}

export const isPayable = ({ status }: { status: BillStatus }) => status === 'open' || status === 'overdue'
