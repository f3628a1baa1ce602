'use client'

import type { TotpSetUp } from '@hms/contract/factors'
import { useTranslations } from 'next-intl'
import { Suspense } from 'react'
import { useForm } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import { Form, FormProblem, SubmitButton } from '@/components/ui/form'
import { LoadingBlock } from '@/components/ui/skeleton'
import { useConfirmTotp } from '@/lib/queries/factors'
import { TotpField } from './code-fields'
import { QrCode } from './qr-code'

interface TotpDialogProps {
  begun: TotpSetUp
  onClose: () => void
  onDone: (recoveryCodes: string[]) => void
}

/** The picture for the app, and the first code that it shows. */
export function TotpDialog({ begun, onClose, onDone }: TotpDialogProps) {
  const t = useTranslations('factors.totp')
  const confirm = useConfirmTotp()
  const form = useForm({ defaultValues: { totp: '' } })
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-md">
        <DialogHeader>
          <DialogTitle>{t('title')}</DialogTitle>
          <DialogDescription>{t('scan')}</DialogDescription>
        </DialogHeader>
        <div className="grid justify-items-center gap-3">
          <Suspense fallback={<LoadingBlock className="size-48" />}>
            <QrCode text={begun.address} label={t('picture')} />
          </Suspense>
          <p className="text-center text-sm">
            {t('key')}:{' '}
            <code data-testid="totp-key" className="font-mono break-all select-all">
              {begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}
            </code>
          </p>
          {/* Nobody scans the screen that they hold. */}
          <Button asChild variant="outline" size="sm" className="sm:hidden">
            <a href={begun.address}>{t('open')}</a>
          </Button>
        </div>
        <Form form={form} onSubmit={async ({ totp }) => onDone((await confirm.mutateAsync(totp)).recoveryCodes)}>
          <FormProblem />
          <TotpField label={t('code')} />
          <SubmitButton>{t('confirm')}</SubmitButton>
        </Form>
      </DialogContent>
    </Dialog>
  )
}
