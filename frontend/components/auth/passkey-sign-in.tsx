'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { askForPasskey, verifySignIn } from '@/lib/entrance'
import { askPasskey } from '@/lib/passkeys'

/** Signs in without a password. It stands in the document for everybody, so that nothing moves when scripts run. */
export function PasskeySignIn({ onDone }: { onDone: () => void }) {
  const t = useTranslations('auth.signIn')
  const [pending, setPending] = useState(false)
  const [failed, setFailed] = useState(false)

  async function signIn() {
    setPending(true)
    setFailed(false)
    try {
      const request = await askForPasskey()
      await verifySignIn({ challenge: request.challenge, passkey: await askPasskey(request) })
      onDone()
    } catch {
      setFailed(true)
    } finally {
      setPending(false)
    }
  }

  return (
    <>
      <Button type="button" variant="outline" size="lg" pending={pending} onClick={() => void signIn()}>
        {t('passkey')}
      </Button>
      {failed && <Alert variant="destructive">{t('passkeyFailed')}</Alert>}
    </>
  )
}
