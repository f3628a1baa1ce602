import type { Availability } from '@hms/contract/doctors'
import { addDays } from '@/lib/datetime'
import type { Period } from './calendar-period'

interface OpenHours {
  groupId: string
  start: string
  end: string
  display: 'inverse-background' | 'background'
}

const isoDay = (date: string) => ((new Date(date).getUTCDay() + 6) % 7) + 1

/** Wall-clock times of the hospital, without offset: the calendar reads them in its own zone. */
const at = (date: string, time: string) => (time === '24:00' ? `${addDays(date, 1)}T00:00` : `${date}T${time}`)

/** The hours that apply on one date: those of an exception, else those of its weekday. */
function hoursOn({ weekly, exceptions }: Availability, date: string): { start: string; end: string }[] {
  const exception = exceptions.find((each) => each.date === date)
  return exception ? exception.hours : weekly.filter(({ day }) => day === isoDay(date))
}

/** The open hours of some days, as the calendar draws them: everything else is shaded. */
export function openHours(availability: Availability, { from, to }: Period): OpenHours[] {
  const open: OpenHours[] = []
  for (let date = from; date <= to; date = addDays(date, 1)) {
    for (const { start, end } of hoursOn(availability, date)) {
      open.push({ groupId: 'open', start: at(date, start), end: at(date, end), display: 'inverse-background' })
    }
  }
  if (open.length > 0) return open
  const closed = { start: at(from, '00:00'), end: at(to, '24:00') }
  return [{ groupId: 'closed', ...closed, display: 'background' }]
}
