import { useQuery } from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import { fallbackReader } from './constants.ts'
import * as datetime from './datetime.ts'
import { settingsQueries } from './queries/settings.ts'

const nothingToWatch = () => () => {}

/** The reader's locale and the hospital's zone: what every function of `datetime.ts` asks for. */
export function useReader(): datetime.Reader {
  const { data: settings } = useQuery(settingsQueries.get())
  const locale = useSyncExternalStore(
    nothingToWatch,
    () => navigator.language,
    () => fallbackReader.locale,
  )
  const timeZone = settings?.timeZone ?? fallbackReader.timeZone
  return useMemo(() => ({ locale: locale || fallbackReader.locale, timeZone }), [locale, timeZone])
}

/** The formatters of `datetime.ts` with the reader filled in. */
export function useFormat() {
  const reader = useReader()
  return useMemo(
    () => ({
      reader,
      date: (value: string, style?: datetime.DateStyle) => datetime.formatDate(value, reader, style),
      time: (instant: string) => datetime.formatTime(instant, reader),
      dateTime: (instant: string, style?: datetime.DateStyle) => datetime.formatDateTime(instant, reader, style),
      exactTime: (instant: string) => datetime.formatExactTime(instant, reader),
      timeRange: (start: string, end: string) => datetime.formatTimeRange(start, end, reader),
      wallTime: (value: string) => datetime.formatWallTime(value, reader),
      weekday: (isoDay: number, length?: 'long' | 'short') => datetime.formatWeekday(isoDay, reader, length),
      duration: (minutes: number) => datetime.formatDuration(minutes, reader),
      relative: (instant: string, now?: number) => datetime.formatRelative(instant, reader, now),
      zone: (instant: string) => datetime.formatZone(instant, reader),
      money: (money: Parameters<typeof datetime.formatMoney>[0]) => datetime.formatMoney(money, reader),
      moneyCompact: (money: Parameters<typeof datetime.formatMoney>[0]) => datetime.formatMoneyCompact(money, reader),
      number: (value: number) => datetime.formatNumber(value, reader),
      today: () => datetime.today(reader.timeZone),
    }),
    [reader],
  )
}
