'use client'

import type { PrivacyNotice } from '@hms/contract/consents'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Form, FormProblem, SubmitButton } from '@/components/ui/form'
import { currentNotice, signUp } from '@/lib/entrance'
import { useContractForm } from '@/lib/forms'
import { isProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { AccountFields } from './account-fields'
import { NoticeLink } from './notice-link'

const schema = () => import('@hms/contract/auth').then((module) => module.Register)

/** The notice that holds; null until it is there, or where none was published. Signing up does not wait for it. */
function useCurrentNotice(): PrivacyNotice | null {
  const [notice, setNotice] = useState<PrivacyNotice | null>(null)
  useEffect(() => {
    const abort = new AbortController()
    currentNotice(abort.signal).then(setNotice, () => {})
    return () => abort.abort()
  }, [])
  return notice
}

export function SignUpForm() {
  const t = useTranslations('auth')
  const text = useProblemText()
  const router = useRouter()
  const notice = useCurrentNotice()
  const form = useContractForm({
    schema,
    defaultValues: { firstName: '', lastName: '', email: '', password: '' },
  })
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        try {
          // Whoever is quicker than the notice takes note of the one that holds all the same: the form says so.
          const shown = notice ?? (await currentNotice().catch(() => null))
          await signUp({ ...body, noticeVersion: shown?.version ?? null })
          router.replace('/profile')
        } catch (problem) {
          if (!isProblem(problem, 'email-taken')) throw problem
          problem.shown = true
          form.setError('email', { message: text(problem) }, { shouldFocus: true })
        }
      }}
    >
      <FormProblem />
      <AccountFields />
      <NoticeLink notice={notice} />
      <SubmitButton size="lg">{t('signUp.submit')}</SubmitButton>
    </Form>
  )
}
