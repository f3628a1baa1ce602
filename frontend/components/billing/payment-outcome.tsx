'use client'

import type { Payment } from '@hms/contract/billing'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { DialogFooter } from '@/components/ui/dialog'
import { useFormat } from '@/lib/reader'

/** What a payment came to: received with its receipt, or still on its way. */
export function PaymentOutcome({
  payment,
  billId,
  onClose,
}: {
  payment: Payment
  billId: string
  onClose: () => void
}) {
  const t = useTranslations('billing.payDialog')
  const format = useFormat()
  const amount = format.money(payment.amount)
  const isReceived = payment.status === 'succeeded'
  return (
    <>
      <Alert variant={isReceived ? 'success' : 'info'}>
        {isReceived ? t('done', { amount, number: payment.receiptNumber ?? '' }) : t('pending', { amount })}
      </Alert>
      <DialogFooter>
        <Button variant="outline" onClick={onClose}>
          {t('close')}
        </Button>
        {isReceived && (
          <Button asChild>
            <Link href={`/billing/${billId}/receipt`}>{t('showReceipt')}</Link>
          </Button>
        )}
      </DialogFooter>
    </>
  )
}
