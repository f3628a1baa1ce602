'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { Form, FormProblem, SubmitButton } from '@/components/ui/form'
import { signUp } from '@/lib/entrance'
import { useContractForm } from '@/lib/forms'
import { isProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { AccountFields } from './account-fields'

const schema = () => import('@hms/contract/auth').then((module) => module.Register)

export function SignUpForm() {
  const t = useTranslations('auth')
  const text = useProblemText()
  const router = useRouter()
  const form = useContractForm({ schema, defaultValues: { firstName: '', lastName: '', email: '', password: '' } })
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        try {
          await signUp(body)
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
      <SubmitButton size="lg">{t('signUp.submit')}</SubmitButton>
    </Form>
  )
}
