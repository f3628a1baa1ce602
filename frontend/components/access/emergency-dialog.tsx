'use client'

import type { BreakGlass } from '@hms/contract/access'
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
import { useBreakGlass } from '@/lib/queries/access'
import { toast } from '@/lib/toast'

const schema = () => import('@hms/contract/access').then((module) => module.BreakGlass)

/** Opens a record for an hour, once the reader has said why and knows who is told. */
export function EmergencyDialog({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const t = useTranslations('access.emergency')
  const open = useBreakGlass(patientId)
  const form = useContractForm<typeof BreakGlass>({ schema, defaultValues: { reason: '' } })
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent role="alertdialog">
        <DialogHeader>
          <DialogTitle>{t('title')}</DialogTitle>
          <DialogDescription>{t('hint')}</DialogDescription>
        </DialogHeader>
        <Form
          form={form}
          onSubmit={async (body) => {
            await open.mutateAsync(body)
            toast.success(t('opened'))
            onClose()
          }}
        >
          <TextareaField
            name="reason"
            label={t('reason')}
            description={t('reasonHint')}
            rows={3}
            maxLength={2000}
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
