'use client'

import type { Bill, VoidBill } from '@hms/contract/billing'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Form, FormProblem, SubmitButton, TextareaField } from '@/components/ui/form'
import { useContractForm } from '@/lib/forms'
import { useVoidBill } from '@/lib/queries/billing'
import { toast } from '@/lib/toast'

const schema = () => import('@hms/contract/billing').then((module) => module.VoidBill)

/** Voids a bill that nobody has paid; the reason stays with it. */
export function VoidDialog({ bill, onClose }: { bill: Bill; onClose: () => void }) {
  const t = useTranslations('billing.voidDialog')
  const voidBill = useVoidBill(bill.id)
  const form = useContractForm<typeof VoidBill>({ schema, defaultValues: { reason: '' } })
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent role="alertdialog">
        <DialogHeader>
          <DialogTitle>{t('title', { number: bill.number })}</DialogTitle>
          <DialogDescription>{t('hint')}</DialogDescription>
        </DialogHeader>
        <Form
          form={form}
          onSubmit={async ({ reason }) => {
            await voidBill.mutateAsync(reason)
            toast.success(t('done', { number: bill.number }))
            onClose()
          }}
        >
          <TextareaField
            name="reason"
            label={t('reason')}
            description={t('reasonHint')}
            rows={3}
            maxLength={500}
            autoFocus
          />
          <FormProblem />
          <DialogFooter>
            <Button variant="outline" onClick={onClose}>
              {t('keep')}
            </Button>
            <SubmitButton variant="destructive">{t('confirm')}</SubmitButton>
          </DialogFooter>
        </Form>
      </DialogContent>
    </Dialog>
  )
}
