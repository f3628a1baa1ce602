'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useMemo } from 'react'
import { useWatch } from 'react-hook-form'
import { Combobox } from '@/components/ui/combobox'
import { FormField } from '@/components/ui/form'
import { useReader } from '@/lib/reader'
import { type Choice, currencies, find, locales, timeZones } from './choices'
import type { HospitalValues } from './hospital-form'

interface ChoiceFieldProps {
  name: 'timeZone' | 'currency' | 'locale'
  label: string
  description: ReactNode
  choices: Choice[]
  placeholder: string
  searchPlaceholder: string
}

/** One of a long list that the browser knows. */
function ChoiceField({ name, label, description, choices, placeholder, searchPlaceholder }: ChoiceFieldProps) {
  return (
    <FormField name={name} label={label} description={description}>
      {({ value, onChange, onBlur, id, ...control }) => (
        <Combobox<Choice>
          id={id}
          aria-invalid={control['aria-invalid']}
          aria-describedby={control['aria-describedby']}
          value={choices.find((choice) => choice.value === value) ?? { value, label: String(value), words: '' }}
          onValueChange={(choice) => choice && onChange(choice.value)}
          onBlur={onBlur}
          search={async (term) => find(choices, term)}
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
  const { locale } = useReader()
  const chosen = useWatch<HospitalValues, 'timeZone'>({ name: 'timeZone' })
  const choices = useMemo(() => timeZones(locale), [locale])
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
      choices={choices}
      placeholder={t('chooseZone')}
      searchPlaceholder={t('searchZone')}
    />
  )
}

export function CurrencyField() {
  const t = useTranslations('settings.hospital')
  const { locale } = useReader()
  const choices = useMemo(() => currencies(locale), [locale])
  return (
    <ChoiceField
      name="currency"
      label={t('currency')}
      description={t('currencyHint')}
      choices={choices}
      placeholder={t('chooseCurrency')}
      searchPlaceholder={t('searchCurrency')}
    />
  )
}

export function LocaleField() {
  const t = useTranslations('settings.hospital')
  const { locale } = useReader()
  const choices = useMemo(() => locales(locale), [locale])
  return (
    <ChoiceField
      name="locale"
      label={t('locale')}
      description={t('localeHint')}
      choices={choices}
      placeholder={t('chooseLocale')}
      searchPlaceholder={t('searchLocale')}
    />
  )
}
