'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useWatch } from 'react-hook-form'
import { Combobox } from '@/components/ui/combobox'
import { FormField } from '@/components/ui/form'
import { useReader } from '@/lib/reader'
import { type Choice, type ChoiceName, choiceOf, choicesOf, find } from './choices'
import type { HospitalValues } from './hospital-form'

interface ChoiceFieldProps {
  name: ChoiceName
  label: string
  description: ReactNode
  placeholder: string
  searchPlaceholder: string
}

/** One of a long list that the browser knows. */
function ChoiceField({ name, label, description, placeholder, searchPlaceholder }: ChoiceFieldProps) {
  const { locale } = useReader()
  return (
    <FormField name={name} label={label} description={description}>
      {({ value, onChange, onBlur, id, ...control }) => (
        <Combobox<Choice>
          id={id}
          aria-invalid={control['aria-invalid']}
          aria-describedby={control['aria-describedby']}
          value={choiceOf(name, String(value), locale)}
          onValueChange={(choice) => choice && onChange(choice.value)}
          onBlur={onBlur}
          search={async (term) => find(choicesOf(name, locale), term)}
          searchKey={`settings-${name}`}
          itemKey={(choice) => choice.value}
          itemLabel={(choice) => choice.label}
          placeholder={placeholder}
          searchPlaceholder={searchPlaceholder}
        />
      )}
    </FormField>
  )
}

export function TimeZoneField({ current }: { current: string }) {
  const t = useTranslations('settings.hospital')
  const chosen = useWatch<HospitalValues, 'timeZone'>({ name: 'timeZone' })
  const isChanged = chosen !== current
  return (
    <ChoiceField
      name="timeZone"
      label={t('timeZone')}
      description={
        isChanged ? (
          <span className="text-warning">{t('timeZoneChanged', { before: current, after: chosen })}</span>
        ) : (
          t('timeZoneHint')
        )
      }
      placeholder={t('chooseZone')}
      searchPlaceholder={t('searchZone')}
    />
  )
}

export function CurrencyField() {
  const t = useTranslations('settings.hospital')
  return (
    <ChoiceField
      name="currency"
      label={t('currency')}
      description={t('currencyHint')}
      placeholder={t('chooseCurrency')}
      searchPlaceholder={t('searchCurrency')}
    />
  )
}

export function LocaleField() {
  const t = useTranslations('settings.hospital')
  return (
    <ChoiceField
      name="locale"
      label={t('locale')}
      description={t('localeHint')}
      placeholder={t('chooseLocale')}
      searchPlaceholder={t('searchLocale')}
    />
  )
}
