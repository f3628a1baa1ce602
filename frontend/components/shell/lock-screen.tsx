'use client'

import type { Me } from '@hms/contract/auth'
import { useQueryClient } from '@tanstack/react-query'
import { LockKeyhole } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { ProofForm, type Way } from '@/components/factors/proof-form'
import { ProviderProof } from '@/components/oidc/provider-proof'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { useSignOut } from '@/lib/auth'
import { knowsPasskeys } from '@/lib/passkeys'
import { fullName } from '@/lib/people'
import { authKeys } from '@/lib/queries/auth'
import { beginUnlock, lockState, unlock } from '@/lib/queries/lock'
import { withTexts } from '@/lib/with-texts'
import factors from '@/messages/en/factors.json'
import lock from '@/messages/en/lock.json'
import { Wordmark } from './logo'

interface LockScreenProps {
  /** Somebody has shown who it is. */
  onOpen: (userId: string) => void
}

/** All that stands in the document while the screen is locked. */
export const LockScreen = withTexts({ factors, lock }, Screen)

function Screen({ onOpen }: LockScreenProps) {
  const t = useTranslations('lock')
  const appName = useTranslations('common')('appName')
  const { ways, provider } = useWays()
  const name = useOwnerName()
  const signOut = useSignOut()
  const top = useRef<HTMLElement>(null)
  useEffect(() => {
    document.title = `${t('title')} · ${appName}`
    top.current?.querySelector('input')?.focus()
  }, [t, appName])
  return (
    <main
      ref={top}
      className="pointer-events-auto fixed inset-0 z-50 grid overflow-y-auto bg-background px-5 py-8 text-foreground"
    >
      <div className="mx-auto grid w-full max-w-sm content-center gap-6">
        <Wordmark name={appName} className="text-primary" />
        <div className="grid gap-1.5">
          <h1 className="flex items-center gap-2 text-2xl font-semibold tracking-tight">
            <LockKeyhole aria-hidden className="size-6 shrink-0 text-primary" />
            {t('title')}
          </h1>
          {name && <p className="font-medium">{t('whose', { name })}</p>}
          <p className="text-muted-foreground">{t('description')}</p>
        </div>
        {ways.length > 0 && (
          <ProofForm
            ways={ways}
            submitLabel={t('unlock')}
            askForPasskey={beginUnlock}
            onShown={async (shown) => onOpen((await unlock(shown)).userId)}
          />
        )}
        {provider && <ProviderProof name={provider} onShown={() => void openedThere(onOpen)} />}
        {ways.length === 0 && !provider && <Alert>{t('noWay')}</Alert>}
        <div className="grid gap-1.5 border-t pt-5">
          <Button variant="outline" pending={signOut.isPending} onClick={() => signOut.mutate()}>
            {ways.length > 0 || provider ? t('someoneElse') : t('again')}
          </Button>
          <p className="text-xs text-muted-foreground">
            {name ? t('someoneElseHint', { name }) : t('someoneElseHintUnnamed')}
          </p>
        </div>
      </div>
    </main>
  )
}

/** The name of whoever of the staff is signed in. A patient's own name is a patient's name, and stays away. */
function useOwnerName(): string | null {
  const user = useQueryClient().getQueryData<Me>(authKeys.me)?.user
  return user && user.role !== 'patient' ? fullName(user) : null
}

/** Asks the API, and nobody else, whether a sign-in in another tab has opened the session. */
async function openedThere(onOpen: LockScreenProps['onOpen']): Promise<void> {
  const state = await lockState().catch(() => null)
  if (state && !state.locked) onOpen(state.userId)
}

/** What the person has to unlock with: the password until the API has said more. */
function useWays(): { ways: Way[]; provider: string | null } {
  const [has, setHas] = useState({ ways: ['password'] as Way[], provider: null as string | null })
  useEffect(() => {
    lockState().then(
      ({ password, passkey, provider }) => {
        const own = [password && 'password', passkey && knowsPasskeys() && 'passkey'] as const
        setHas({ ways: own.filter((way) => way !== false), provider })
      },
      () => undefined,
    )
  }, [])
  return has
}
