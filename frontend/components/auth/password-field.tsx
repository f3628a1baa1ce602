'use client'

import { Eye, EyeOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { FormField } from '@/components/ui/form'
import { Input } from '@/components/ui/input'

interface PasswordFieldProps {
  name: string
  label: string
  description?: ReactNode
  autoComplete: 'current-password' | 'new-password'
}

/** A password that its owner may look at; pasting stays possible, as password managers need it. */
export function PasswordField({ autoComplete, ...field }: PasswordFieldProps) {
  const t = useTranslations('auth')
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <FormField {...field}>
      {(control) => (
        <div className="relative">
          <Input
            {...control}
            value={control.value ?? ''}
            type={shown ? 'text' : 'password'}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellCheck={false}
            className="pr-11"
          />
          <button
            type="button"
            aria-pressed={shown}
            aria-label={t('showPassword')}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0.5 right-0.5 grid w-9 place-content-center rounded-sm text-muted-foreground hover:text-foreground"
          >
            <Icon aria-hidden className="size-4" />
          </button>
        </div>
      )}
    </FormField>
  )
}
