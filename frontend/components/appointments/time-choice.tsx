'use client'

import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { DateInput } from '@/components/ui/date-input'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { dateOf, wallTimeOf } from '@/lib/datetime'
import { useFormat } from '@/lib/reader'
import { SlotPicker, type SlotPickerProps } from './slot-picker'

interface TimeChoiceProps extends Omit<SlotPickerProps, 'onChange' | 'onPick'> {
  /** Start of the chosen time, or null while it is incomplete or does not exist. */
  onChange: (start: string | null) => void
  /** Opens with the free choice: where a time has been pointed at in the calendar. */
  startsFree?: boolean
}

/** Staff choose one of the free times, or type any other; the API tells what speaks against it. */
export function TimeChoice({ onChange, startsFree = false, ...props }: TimeChoiceProps) {
  const t = useTranslations('appointments')
  const [isFree, setFree] = useState(startsFree)
  return (
    <div className="grid gap-4">
      {isFree ? (
        <AnyTime value={props.value} onChange={onChange} />
      ) : (
        <SlotPicker {...props} onChange={(slot) => onChange(slot.start)} />
      )}
      <Button
        variant="link"
        className="h-auto justify-self-start p-0"
        onClick={() => {
          setFree(!isFree)
          onChange(null)
        }}
      >
        {isFree ? t('showFreeTimes') : t('anyTime')}
      </Button>
    </div>
  )
}

function AnyTime({ value, onChange }: { value: string | null; onChange: (start: string | null) => void }) {
  const t = useTranslations('appointments')
  const format = useFormat()
  const { timeZone } = format.reader
  const id = useId()
  const [date, setDate] = useState(value ? dateOf(value, timeZone) : format.today())
  const [time, setTime] = useState(value ? wallTimeOf(value, timeZone) : '')
  const [isSkipped, setSkipped] = useState(false)

  async function change(nextDate: string, nextTime: string) {
    setDate(nextDate)
    setTime(nextTime)
    setSkipped(false)
    if (!nextDate || !nextTime) return onChange(null)
    const { instantAt } = await import('@/lib/zoned')
    const start = instantAt(nextDate, nextTime, timeZone)
    setSkipped(start === null)
    onChange(start)
  }

  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-4">
        <div className="grid gap-1.5">
          <Label htmlFor={`${id}-date`}>{t('date')}</Label>
          <DateInput
            id={`${id}-date`}
            value={date}
            min={format.today()}
            onChange={(event) => void change(event.target.value, time)}
          />
        </div>
        <div className="grid gap-1.5">
          <Label htmlFor={`${id}-time`}>{t('startTime')}</Label>
          <Input
            id={`${id}-time`}
            type="time"
            step={300}
            className="tabular"
            value={time}
            aria-describedby={isSkipped ? `${id}-problem` : undefined}
            onChange={(event) => void change(date, event.target.value)}
          />
        </div>
      </div>
      {isSkipped && (
        <p id={`${id}-problem`} role="alert" className="text-xs font-medium text-danger">
          {t('skippedTime')}
        </p>
      )}
    </div>
  )
}
