'use client'

import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { NumberField } from '@/components/ui/form'
import { addDays } from '@/lib/datetime'
import { useFormat } from '@/lib/reader'
import type { HospitalValues } from './hospital-form'

type NumberName =
  'bookingNoticeMinutes' | 'cancellationNoticeMinutes' | 'bookingHorizonDays' | 'paymentTermDays' | 'careDays'

interface RuleFieldProps {
  name: NumberName
  label: string
  min?: number
  max: number
  /** What a value within the limits means. */
  inWords: (value: number) => string
}

/** A limit that says in words what it means, as it is typed. */
function RuleField({ name, label, min = 0, max, inWords }: RuleFieldProps) {
  const value = useWatch<HospitalValues, NumberName>({ name })
  const isKnown = Number.isInteger(value) && value >= min && value <= max
  return (
    <NumberField name={name} label={label} min={min} max={max} description={isKnown ? inWords(value) : undefined} />
  )
}

const longestNotice = 7 * 24 * 60

export function BookingFields() {
  const t = useTranslations('settings.hospital')
  const format = useFormat()
  return (
    <>
      <RuleField
        name="bookingNoticeMinutes"
        label={t('bookingNotice')}
        max={longestNotice}
        inWords={(minutes) => t('bookingNoticeText', { minutes, duration: format.duration(minutes) })}
      />
      <RuleField
        name="cancellationNoticeMinutes"
        label={t('cancellationNotice')}
        max={longestNotice}
        inWords={(minutes) => t('cancellationNoticeText', { minutes, duration: format.duration(minutes) })}
      />
      <RuleField
        name="bookingHorizonDays"
        label={t('horizon')}
        min={1}
        max={730}
        inWords={(days) => t('horizonText', { date: format.date(addDays(format.today(), days)) })}
      />
    </>
  )
}

export function PaymentTermField() {
  const t = useTranslations('settings.hospital')
  const format = useFormat()
  return (
    <RuleField
      name="paymentTermDays"
      label={t('paymentTerm')}
      max={365}
      inWords={(days) => t('paymentTermText', { days, date: format.date(addDays(format.today(), days)) })}
    />
  )
}

export function CareDaysField() {
  const t = useTranslations('settings.hospital')
  return <RuleField name="careDays" label={t('care')} max={3650} inWords={(days) => t('careText', { days })} />
}
