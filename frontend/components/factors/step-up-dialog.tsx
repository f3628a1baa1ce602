'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import { LoadingBlock } from '@/components/ui/skeleton'
import { knowsPasskeys } from '@/lib/passkeys'
import { beginStepUp, factorQueries, stepUp } from '@/lib/queries/factors'
import { oidcQueries } from '@/lib/queries/oidc'
import { withTexts } from '@/lib/with-texts'
import factors from '@/messages/en/factors.json'
import { ProviderProof } from '@/components/oidc/provider-proof'
import { ProofForm, type Way } from './proof-form'

/** Asks for a fresh proof. The request that needs it waits, and with it whatever was typed. */
export const StepUpDialog = withTexts({ factors }, StepUpWindow)

function StepUpWindow({ onEnd }: { onEnd: (shown: boolean) => void }) {
  const t = useTranslations('factors.stepUp')
  const factors = useQuery(factorQueries.own())
  const linked = useQuery(oidcQueries.own())
  const provider = linked.data?.find((identity) => identity.provider)?.provider
  const ways: Way[] = ['password']
  if (factors.data?.totp) ways.push('totp')
  if (factors.data?.passkeys.length && knowsPasskeys()) ways.push('passkey')
  return (
    <Dialog open onOpenChange={(open) => !open && onEnd(false)}>
      <DialogContent className="max-w-md">
        <DialogHeader>
          <DialogTitle>{t('title')}</DialogTitle>
          <DialogDescription>{t('description')}</DialogDescription>
        </DialogHeader>
        {factors.isPending || linked.isPending ? (
          <LoadingBlock className="h-32" />
        ) : (
          <ProofForm
            ways={ways}
            submitLabel={t('submit')}
            askForPasskey={beginStepUp}
            onShown={async (shown) => {
              await stepUp(shown)
              onEnd(true)
            }}
          />
        )}
        {!factors.isPending && provider && <ProviderProof name={provider} onShown={() => onEnd(true)} />}
      </DialogContent>
    </Dialog>
  )
}
