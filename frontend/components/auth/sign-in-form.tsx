'use client'

import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Form, FormProblem, SubmitButton, TextField } from '@/components/ui/form'
import { safeNext, signIn } from '@/lib/entrance'
import { useContractForm } from '@/lib/forms'
import { useAddressValue } from '@/lib/hooks'
import { type ApiProblem, isProblem } from '@/lib/problem'
import { handedOn } from '@/lib/handed-on'
import { PasskeySignIn } from './passkey-sign-in'
import { PasswordField } from './password-field'

const schema = () => import('@hms/contract/auth').then((module) => module.Login)

const SignInStep = dynamic(() => import('@/components/factors/sign-in-step').then((module) => module.SignInStep), {
  ssr: false,
})

type Asked = Pick<ApiProblem, 'challenge' | 'factors'>

/** The first step, and the second for whoever has a second factor. */
export function SignInForm() {
  const router = useRouter()
  const next = useAddressValue('next')
  const [asked, setAsked] = useState<Asked | null>(null)
  const done = () => router.replace(safeNext(next))
  useEffect(() => {
    // Only the browser knows what stands behind the `#`.
    // eslint-disable-next-line react-hooks/set-state-in-effect -- one document is made for all addresses
    setAsked(handedOn())
  }, [])
  if (!asked?.challenge) return <FirstStep onDone={done} onAsked={setAsked} />
  return <SignInStep challenge={asked.challenge} factors={asked.factors} onDone={done} onAgain={() => setAsked(null)} />
}

function FirstStep({ onDone, onAsked }: { onDone: () => void; onAsked: (asked: Asked) => void }) {
  const t = useTranslations('auth')
  const form = useContractForm({ schema, defaultValues: { email: '', password: '' } })
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        try {
          await signIn(body)
          onDone()
        } catch (problem) {
          if (!isProblem(problem, 'mfa-required')) throw problem
          problem.shown = true
          onAsked(problem)
        }
      }}
    >
      {/* In the document for everybody, and shown by `HeadScript`: it would push the form down if it came later. */}
      {!form.formState.isSubmitted && <Reasons />}
      <FormProblem />
      <TextField name="email" label={t('email')} type="email" autoComplete="username" inputMode="email" />
      <div className="relative">
        <PasswordField name="password" label={t('password')} autoComplete="current-password" />
        <Link
          href="/forgot-password"
          className="absolute top-0 right-0 rounded-sm text-sm leading-5 text-primary underline-offset-4 hover:underline"
        >
          {t('signIn.forgot')}
        </Link>
      </div>
      <SubmitButton size="lg">{t('signIn.submit')}</SubmitButton>
      <PasskeySignIn onDone={onDone} />
    </Form>
  )
}

/** Why somebody may be here, and what the document says of itself then (`HeadScript`). */
const reasons = [
  { text: 'ended', variant: 'info', when: 'in-data-next:flex' },
  { text: 'signedOut', variant: 'success', when: 'in-data-signed-out:flex' },
  { text: 'problem.refused', variant: 'destructive', when: 'in-data-[problem=external-sign-in-refused]:flex' },
  { text: 'problem.expired', variant: 'destructive', when: 'in-data-[problem=sign-in-expired]:flex' },
  { text: 'problem.unavailable', variant: 'destructive', when: 'in-data-[problem=unavailable]:flex' },
  { text: 'problem.other', variant: 'destructive', when: 'in-data-[problem=other]:flex' },
] as const

/** At most one of them is seen. */
function Reasons() {
  const t = useTranslations('auth.signIn')
  return reasons.map(({ text, variant, when }) => (
    <Alert key={text} variant={variant} className={`hidden ${when}`}>
      {t(text)}
    </Alert>
  ))
}
