'use client'

import { useQuery } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog, DialogContent, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock } from '@/components/ui/skeleton'
import { factorQueries, useRenewRecoveryCodes } from '@/lib/queries/factors'
import { useState } from 'react'
import { AppRow } from './app-row'
import { PasskeyRows } from './passkey-rows'
import { RecoveryCodeList } from './recovery-codes'

/** The own second factors, to be set up and taken away. `onKept`: after recovery codes were shown. */
export function SecondFactorList({ onKept }: { onKept?: () => void }) {
  const t = useTranslations('factors')
  const own = useQuery(factorQueries.own())
  const renew = useRenewRecoveryCodes()
  const [codes, setCodes] = useState<string[]>([])
  if (own.isPending) return <LoadingBlock className="h-40" />
  if (!own.data) return <ErrorState error={own.error} onRetry={own.refetch} />
  const hasFactor = own.data.totp !== null || own.data.passkeys.length > 0
  const kept = () => {
    setCodes([])
    onKept?.()
  }
  const take = (fresh: string[]) => (fresh.length > 0 ? setCodes(fresh) : onKept?.())
  return (
    <div className="divide-y rounded-lg border bg-card">
      <AppRow factors={own.data} onCodes={take} />
      <PasskeyRows factors={own.data} onCodes={take} />
      {hasFactor && (
        <div className="flex flex-wrap items-center gap-3 px-4 py-3">
          <ListChecks aria-hidden className="size-5 shrink-0 text-muted-foreground" />
          <div className="min-w-0 flex-1 basis-28">
            <p className="font-medium">{t('security.codes')}</p>
            <p className="text-xs text-muted-foreground">
              {t('security.codesLeft', { count: own.data.recoveryCodesLeft })}
            </p>
          </div>
          <ConfirmDialog
            trigger={
              <Button variant="outline" size="sm">
                {t('security.renew')}
              </Button>
            }
            title={t('security.renewTitle')}
            description={t('security.renewText')}
            confirmLabel={t('security.renew')}
            onConfirm={async () => setCodes((await renew.mutateAsync()).recoveryCodes)}
          />
        </div>
      )}
      {codes.length > 0 && (
        // Shown once: a press beside the window does not put them away.
        <Dialog open onOpenChange={(open) => !open && kept()}>
          <DialogContent className="max-w-md" onInteractOutside={(event) => event.preventDefault()}>
            <DialogHeader>
              <DialogTitle>{t('codes.title')}</DialogTitle>
            </DialogHeader>
            <RecoveryCodeList codes={codes} onKept={kept} />
          </DialogContent>
        </Dialog>
      )}
    </div>
  )
}
