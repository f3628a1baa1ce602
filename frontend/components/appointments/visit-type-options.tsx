'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '@/lib/reader'
import { useVisitTypes } from './hooks'

/** For a select: the kinds of visit on offer, with length and price; none is a choice too. */
export function VisitTypeOptions() {
  const t = useTranslations('appointments')
  const format = useFormat()
  const { offered } = useVisitTypes()
  return (
    <>
      <option value="">{t('noVisitType')}</option>
      {offered.map((type) => (
        <option key={type.id} value={type.id}>
          {`${type.name} · ${format.duration(type.durationMinutes)} · ${format.money(type.price)}`}
        </option>
      ))}
    </>
  )
}
