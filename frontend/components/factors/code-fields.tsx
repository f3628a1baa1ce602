'use client'

import { useTranslations } from 'next-intl'
import { TextField } from '@/components/ui/form'

export function TotpField({ label }: { label?: string }) {
  const t = useTranslations('factors')
  return (
    <TextField
      name="totp"
      label={label ?? t('code')}
      description={t('codeHint')}
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus
      className="tabular"
    />
  )
}

export function RecoveryCodeField() {
  const t = useTranslations('factors')
  return (
    <TextField
      name="recoveryCode"
      label={t('recoveryCode')}
      description={t('recoveryCodeHint')}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      autoFocus
    />
  )
}
