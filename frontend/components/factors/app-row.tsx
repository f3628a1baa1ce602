'use client'

import type { SecondFactors, TotpSetUp } from '@hms/contract/factors'
import { Smartphone } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useMutation } from '@tanstack/react-query'
import { beginTotp, useRemoveTotp } from '@/lib/queries/factors'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { TotpDialog } from './totp-dialog'

interface AppRowProps {
  factors: SecondFactors
  onCodes: (codes: string[]) => void
}

/** The authenticator app: set up or taken away. */
export function AppRow({ factors: { totp }, onCodes }: AppRowProps) {
  const t = useTranslations('factors')
  const format = useFormat()
  const [begun, setBegun] = useState<TotpSetUp | null>(null)
  const begin = useMutation({ mutationFn: beginTotp, onSuccess: setBegun })
  const remove = useRemoveTotp()
  return (
    <div className="flex flex-wrap items-center gap-3 px-4 py-3">
      <Smartphone aria-hidden className="size-5 shrink-0 text-muted-foreground" />
      <div className="min-w-0 flex-1 basis-28">
        <p className="font-medium">{t('security.app')}</p>
        <p className="text-xs text-muted-foreground">
          {totp ? t('security.appOn', { date: format.date(totp.since) }) : t('security.appOff')}
        </p>
      </div>
      {totp ? (
        <ConfirmDialog
          trigger={
            <Button variant="outline" size="sm">
              {t('security.remove')}
            </Button>
          }
          title={t('security.removeAppTitle')}
          description={t('security.removeAppText')}
          confirmLabel={t('security.remove')}
          destructive
          onConfirm={async () => {
            await remove.mutateAsync()
            toast.success(t('security.removed'))
          }}
        />
      ) : (
        <Button size="sm" pending={begin.isPending} onClick={() => begin.mutate()}>
          {t('security.setUp')}
        </Button>
      )}
      {begun && (
        <TotpDialog
          begun={begun}
          onClose={() => setBegun(null)}
          onDone={(codes) => {
            setBegun(null)
            toast.success(t('totp.done'))
            onCodes(codes)
          }}
        />
      )}
    </div>
  )
}
