'use client'

import type { PasskeyAssertion, PasskeyRequest } from '@hms/contract/factors'
import { KeyRound } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { PasswordField } from '@/components/auth/password-field'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Form, FormProblem, SubmitButton } from '@/components/ui/form'
import { askPasskey } from '@/lib/passkeys'
import { ApiProblem, isProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { RecoveryCodeField, TotpField } from './code-fields'

export type Way = 'password' | 'totp' | 'passkey' | 'recovery-code'
export interface Shown {
  password?: string
  totp?: string
  recoveryCode?: string
  passkey?: PasskeyAssertion
  /** Of the passkey. */
  challenge?: string
}

interface ProofFormProps {
  /** What the person has; the first is offered first. */
  ways: readonly Way[]
  submitLabel: string
  /** Asks what the browser needs to use a passkey. */
  askForPasskey: () => Promise<PasskeyRequest>
  /** Sends what was shown; what it throws is told here. */
  onShown: (shown: Shown) => Promise<unknown>
}

const blank = { password: '', totp: '', recoveryCode: '' }
const fieldOf = { password: 'password', totp: 'totp', 'recovery-code': 'recoveryCode' } as const

/** Shows who is asking by one of the ways that a person has. What was typed stays when it is refused. */
export function ProofForm({ ways, submitLabel, askForPasskey, onShown }: ProofFormProps) {
  const t = useTranslations('factors')
  const [way, setWay] = useState<Way>(ways[0] ?? 'password')
  return (
    <div className="grid gap-5">
      {way === 'passkey' ? (
        <PasskeyWay ask={askForPasskey} onShown={onShown} />
      ) : (
        <TypedWay key={way} way={way} submitLabel={submitLabel} onShown={onShown} />
      )}
      {ways.length > 1 && (
        <div className="flex flex-wrap gap-2">
          {ways
            .filter((other) => other !== way)
            .map((other) => (
              <Button key={other} type="button" variant="ghost" size="sm" onClick={() => setWay(other)}>
                {t(`way.${other}`)}
              </Button>
            ))}
        </div>
      )}
    </div>
  )
}

interface TypedWayProps extends Pick<ProofFormProps, 'submitLabel' | 'onShown'> {
  way: keyof typeof fieldOf
}

function TypedWay({ way, submitLabel, onShown }: TypedWayProps) {
  const t = useTranslations('factors')
  const form = useForm({ defaultValues: blank })
  const name = fieldOf[way]
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        try {
          await onShown({ [name]: values[name] })
        } catch (problem) {
          if (!isProblem(problem, 'invalid-factor', 'invalid-credentials', 'invalid')) throw problem
          problem.shown = true
          form.setError(name, { message: t(way === 'password' ? 'wrongPassword' : 'wrong') }, { shouldFocus: true })
        }
      }}
    >
      <FormProblem />
      {way === 'password' && (
        <PasswordField name="password" label={t('stepUp.password')} autoComplete="current-password" />
      )}
      {way === 'totp' && <TotpField />}
      {way === 'recovery-code' && <RecoveryCodeField />}
      <SubmitButton size="lg">{submitLabel}</SubmitButton>
    </Form>
  )
}

function PasskeyWay({ ask, onShown }: { ask: ProofFormProps['askForPasskey']; onShown: ProofFormProps['onShown'] }) {
  const t = useTranslations('factors')
  const text = useProblemText()
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)

  async function show() {
    setPending(true)
    setProblem(null)
    try {
      const request = await ask()
      await onShown({ challenge: request.challenge, passkey: await askPasskey(request) })
    } catch (error) {
      if (error instanceof ApiProblem) error.shown = true
      setProblem(error)
    } finally {
      setPending(false)
    }
  }

  return (
    <div className="grid gap-5">
      {problem !== null && (
        <Alert variant="destructive">{problem instanceof ApiProblem ? text(problem) : t('passkeyFailed')}</Alert>
      )}
      <Button size="lg" pending={pending} onClick={() => void show()}>
        <KeyRound aria-hidden />
        {t('signIn.passkey')}
      </Button>
    </div>
  )
}
