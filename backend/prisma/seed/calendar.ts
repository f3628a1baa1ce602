/** Minutes of a day at which the hospital's clock shows what these functions are given. */
export interface Calendar {
  today: Temporal.PlainDate
  now: Temporal.Instant
  timeZone: string
  /** The date `days` after today; before it when negative. */
  day(days: number): Temporal.PlainDate
  /** A moment on that day; hours may have a fraction. */
  at(days: number, hours: number): Date
  dateOf(moment: Date): string
}

export function createCalendar(now: Date, timeZone: string): Calendar {
  const instant = Temporal.Instant.fromEpochMilliseconds(now.getTime())
  const today = instant.toZonedDateTimeISO(timeZone).toPlainDate()
  return {
    today,
    now: instant,
    timeZone,
    day: (days) => today.add({ days }),
    at: (days, hours) => {
      const time = Temporal.PlainTime.from({ hour: Math.floor(hours), minute: Math.round((hours % 1) * 60) % 60 })
      return new Date(today.add({ days }).toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds)
    },
    dateOf: (moment) =>
      Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString(),
  }
}
