'use client'

import { CalendarOff, Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'
import { useFormat } from '@/lib/reader'
import type { EditorValues } from './availability-editor'
import { ExceptionForm } from './exception-form'
import { asRanges, type Exception, type ExceptionRange, withException } from './values'

/** Dates that differ from the week: days off and other hours. Past ones are kept, but not shown. */
export function ExceptionList() {
  const t = useTranslations('availability')
  const format = useFormat()
  const { setValue } = useFormContext<EditorValues>()
  const exceptions = useWatch<EditorValues, 'availability.exceptions'>({ name: 'availability.exceptions' })
  const [isAdding, setAdding] = useState(false)
  const change = (next: Exception[]) => setValue('availability.exceptions', next, { shouldDirty: true })
  const upcoming = asRanges(exceptions).filter(({ last }) => last >= format.today())
  return (
    <div className="grid gap-4">
      {upcoming.length > 0 ? (
        <ul className="divide-y">
          {upcoming.map((range) => (
            <ExceptionRow
              key={range.first}
              range={range}
              onRemove={() => change(exceptions.filter(({ date }) => date < range.first || date > range.last))}
            />
          ))}
        </ul>
      ) : (
        !isAdding && <Empty icon={CalendarOff} title={t('noExceptions')} className="py-6" />
      )}
      {isAdding ? (
        <ExceptionForm
          count={exceptions.length}
          onCancel={() => setAdding(false)}
          onAdd={({ first, last, ...what }) => {
            change(withException(exceptions, first, last, what))
            setAdding(false)
          }}
        />
      ) : (
        <Button variant="outline" className="justify-self-start" onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          {t('addException')}
        </Button>
      )}
    </div>
  )
}

function ExceptionRow({ range, onRemove }: { range: ExceptionRange; onRemove: () => void }) {
  const t = useTranslations('availability')
  const format = useFormat()
  const { first, last, hours, reason } = range
  const dates =
    first === last ? format.date(first) : t('dateRange', { first: format.date(first), last: format.date(last) })
  return (
    <li className="flex items-start justify-between gap-3 py-2.5 first:pt-0">
      <div className="grid min-w-0 gap-0.5">
        <span className="font-medium">{dates}</span>
        <span className="text-sm break-words text-muted-foreground">
          {hours.length === 0
            ? t('dayOff')
            : hours
                .map(({ start, end }) => t('range', { start: format.wallTime(start), end: format.wallTime(end) }))
                .join(', ')}
          {reason && ` · ${reason}`}
        </span>
      </div>
      <Button variant="ghost" size="icon-sm" aria-label={t('removeException', { dates })} onClick={onRemove}>
        <X aria-hidden />
      </Button>
    </li>
  )
}
