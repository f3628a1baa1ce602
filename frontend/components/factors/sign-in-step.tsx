'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { askForPasskey, verifySignIn } from '@/lib/entrance'
import { isProblem } from '@/lib/problem'
import { knowsPasskeys } from '@/lib/passkeys'
import { withTexts } from '@/lib/with-texts'
import factors from '@/messages/en/factors.json'
import { ProofForm, type Way } from './proof-form'

interface SignInStepProps {
  challenge: string
  factors: readonly Exclude<Way, 'password'>[]
  onDone: () => void
  /** The challenge is over, or the person wants to. */
  onAgain: () => void
}

/** The second step of a sign-in whose password was right. */
export const SignInStep = withTexts({ factors }, Step)

function Step({ challenge, factors, onDone, onAgain }: SignInStepProps) {
  const t = useTranslations('factors.signIn')
  const ways = factors.filter((factor) => factor !== 'passkey' || knowsPasskeys())
  return (
    <section aria-labelledby="second-step" className="grid gap-5">
      <div className="grid gap-1">
        <h2 id="second-step" className="text-lg font-semibold">
          {t('title')}
        </h2>
        <p className="text-sm text-muted-foreground">{t('description')}</p>
      </div>
      <ProofForm
        ways={ways}
        submitLabel={t('submit')}
        askForPasskey={() => askForPasskey(challenge)}
        onShown={async ({ challenge: _same, ...shown }) => {
          try {
            await verifySignIn({ challenge, ...shown })
            onDone()
          } catch (problem) {
            if (isProblem(problem, 'sign-in-expired')) onAgain()
            throw problem
          }
        }}
      />
      <Button variant="link" className="justify-self-start px-0" onClick={onAgain}>
        {t('again')}
      </Button>
    </section>
  )
}
