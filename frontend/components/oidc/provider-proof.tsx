'use client'

import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { Button } from '@/components/ui/button'
import { endpoints, urlOf } from '@/lib/api'
import { onProofElsewhere } from '@/lib/proof'
import { withTexts } from '@/lib/with-texts'
import oidc from '@/messages/en/oidc.json'

interface ProviderProofProps {
  /** How the hospital calls the service. */
  name: string
  onShown: () => void
}

/** Shows who is asking by a sign-in elsewhere, in another tab, so that what waits for it stays where it is. */
export const ProviderProof = withTexts({ oidc }, Way)

function Way({ name, onShown }: ProviderProofProps) {
  const t = useTranslations('oidc.stepUp')
  useEffect(() => onProofElsewhere(onShown), [onShown])
  return (
    <div className="grid gap-2 border-t pt-5">
      <Button asChild variant="outline" size="lg" className="h-auto min-h-11 py-2 whitespace-normal">
        <a href={urlOf(endpoints.oidc.stepUp)} target="_blank" rel="noopener" aria-describedby="provider-proof">
          {t('go', { name })}
        </a>
      </Button>
      <p id="provider-proof" className="text-xs text-muted-foreground">
        {t('hint')}
      </p>
    </div>
  )
}
