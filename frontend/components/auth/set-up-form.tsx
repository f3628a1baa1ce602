'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState, useSyncExternalStore } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Form, FormProblem, SubmitButton } from '@/components/ui/form'
import { setUp } from '@/lib/entrance'
import { useContractForm } from '@/lib/forms'
import { isProblem } from '@/lib/problem'
import { AccountFields } from './account-fields'

const schema = () => import('@hms/contract/setup').then((module) => module.SetUp)

function subscribe(onChange: () => void) {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

/** The token behind `#`, which no server has seen; null until the page is in a browser. */
function useToken(): string | null {
  const hash = useSyncExternalStore<string | null>(
    subscribe,
    () => window.location.hash,
    () => null,
  )
  return hash === null ? null : (new URLSearchParams(hash.slice(1)).get('token') ?? '')
}

export function SetUpForm() {
  const t = useTranslations('auth.setUp')
  const token = useToken()
  const [done, setDone] = useState(false)
  if (token === null) return null
  if (!done && token) return <Fields key={token} token={token} onDone={() => setDone(true)} />
  return (
    <div className="grid gap-5">
      <Alert variant="warning">{done ? t('done') : t('missing')}</Alert>
      <Button asChild size="lg">
        <Link href="/sign-in">{t('signIn')}</Link>
      </Button>
    </div>
  )
}

function Fields({ token, onDone }: { token: string; onDone: () => void }) {
  const t = useTranslations('auth')
  const router = useRouter()
  const form = useContractForm({
    schema,
    defaultValues: { token, firstName: '', lastName: '', email: '', password: '' },
  })
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        try {
          await setUp(body)
          router.replace('/settings')
        } catch (problem) {
          if (!isProblem(problem, 'not-found')) throw problem
          problem.shown = true
          onDone()
        }
      }}
    >
      <FormProblem />
      <AccountFields />
      <SubmitButton size="lg">{t('setUp.submit')}</SubmitButton>
    </Form>
  )
}
