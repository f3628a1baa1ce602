'use client'

import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { NumberField } from '@/components/ui/form'
import { addDays } from '@/lib/datetime'
import { useFormat } from '@/lib/reader'
import type { HospitalValues } from './hospital-form'

type NumberName = 'bookingNoticeMinutes' | 'cancellationNoticeMinutes' | 'bookingHorizonDays' | 'paymentTermDays'

/** The number as typed, where it can be put into words. */
function useWhole(name: NumberName, max: number): number | null {
  const value = useWatch<HospitalValues, NumberName>({ name })
  return Number.isInteger(value) && value >= 0 && value <= max ? value : null
}

/** Each limit says in words what it means, as it is typed. */
export function BookingFields() {
  const t = useTranslations('settings.hospital')
  const format = useFormat()
  const booking = useWhole('bookingNoticeMinutes', 10_080)
  const cancelling = useWhole('cancellationNoticeMinutes', 10_080)
  const horizon = useWhole('bookingHorizonDays', 730)
  return (
    <>
      <NumberField
        name="bookingNoticeMinutes"
        label={t('bookingNotice')}
        min={0}
        max={10_080}
        description={
          booking === null
            ? undefined
            : t('bookingNoticeText', { minutes: booking, duration: format.duration(booking) })
        }
      />
      <NumberField
        name="cancellationNoticeMinutes"
        label={t('cancellationNotice')}
        min={0}
        max={10_080}
        description={
          cancelling === null
            ? undefined
            : t('cancellationNoticeText', { minutes: cancelling, duration: format.duration(cancelling) })
        }
      />
      <NumberField
        name="bookingHorizonDays"
        label={t('horizon')}
        min={1}
        max={730}
        description={
          horizon === null ? undefined : t('horizonText', { date: format.date(addDays(format.today(), horizon)) })
        }
      />
    </>
  )
}

export function PaymentTermField() {
  const t = useTranslations('settings.hospital')
  const format = useFormat()
  const days = useWhole('paymentTermDays', 365)
  return (
    <NumberField
      name="paymentTermDays"
      label={t('paymentTerm')}
      min={0}
      max={365}
      description={
        days === null ? undefined : t('paymentTermText', { days, date: format.date(addDays(format.today(), days)) })
      }
    />
  )
}
