import * as datetime from './datetime'
import { instantAt } from './zoned'

const newYork = { locale: 'en-US', timeZone: 'America/New_York' }
const berlin = { locale: 'de-DE', timeZone: 'Europe/Berlin' }
/** `Intl` separates with spaces of several kinds. */
const plain = (text: string) => text.replace(/[\u00a0\u2009\u202f]/g, ' ')

describe('dates and times', () => {
  it.each([
    ['a calendar date never shifts', datetime.formatDate('1984-05-17', newYork), 'May 17, 1984'],
    [
      'nor west of Greenwich',
      datetime.formatDate('2026-01-01', { ...newYork, timeZone: 'Pacific/Honolulu' }),
      'Jan 1, 2026',
    ],
    ['an instant is on the hospital’s day', datetime.formatDate('2026-03-09T02:30:00Z', newYork), 'Mar 8, 2026'],
    ['and on its clock', datetime.formatTime('2026-03-09T13:30:00Z', newYork), '9:30 AM'],
    ['in the reader’s habits', datetime.formatTime('2026-03-09T13:30:00Z', berlin), '14:30'],
    ['with date', datetime.formatDateTime('2026-03-09T13:30:00Z', newYork), 'Mar 9, 2026, 9:30 AM'],
    ['to the second', datetime.formatExactTime('2026-03-09T13:30:07Z', newYork), 'Mar 9, 2026, 9:30:07 AM EDT'],
    [
      'as a range',
      datetime.formatTimeRange('2026-03-09T13:30:00Z', '2026-03-09T14:00:00Z', newYork),
      '9:30 – 10:00 AM',
    ],
    ['a wall time', datetime.formatWallTime('09:30', newYork), '9:30 AM'],
    ['the end of a day', datetime.formatWallTime('24:00', newYork), '12:00 AM'],
    ['a weekday', datetime.formatWeekday(1, newYork), 'Monday'],
    ['Sunday is the seventh', datetime.formatWeekday(7, newYork, 'short'), 'Sun'],
    ['the zone in winter', datetime.formatZone('2026-01-09T12:00:00Z', newYork), 'EST'],
    ['the zone in summer', datetime.formatZone('2026-07-09T12:00:00Z', newYork), 'EDT'],
  ])('%s', (_, text, expected) => expect(plain(text)).toBe(expected))

  it.each([
    [45, '45 min'],
    [60, '1 hr'],
    [90, '1 hr 30 min'],
  ])('%i minutes last %s', (minutes, expected) =>
    expect(plain(datetime.formatDuration(minutes, newYork))).toBe(expected),
  )

  it.each([
    ['2026-03-09T12:00:00Z', 'now'],
    ['2026-03-09T11:57:00Z', '3 minutes ago'],
    ['2026-03-09T14:00:00Z', 'in 2 hours'],
    ['2026-03-08T11:00:00Z', 'yesterday'],
    ['2026-02-01T12:00:00Z', 'Feb 1, 2026'],
  ])('%s is %s', (instant, expected) => {
    expect(plain(datetime.formatRelative(instant, newYork, Date.parse('2026-03-09T12:00:00Z')))).toBe(expected)
  })
})

describe('money', () => {
  it.each([
    [{ amount: '120.50', currency: 'USD' }, newYork, '$120.50'],
    [{ amount: '1234.00', currency: 'EUR' }, berlin, '1.234,00 €'],
    [{ amount: '9007199254740993.01', currency: 'USD' }, newYork, '$9,007,199,254,740,993.01'],
  ])('%j reads as %s', (money, reader, expected) => expect(plain(datetime.formatMoney(money, reader))).toBe(expected))
})

describe('the calendar', () => {
  it.each([
    ['today at the hospital', datetime.today('America/New_York', Date.parse('2026-03-09T03:00:00Z')), '2026-03-08'],
    ['wall time of an instant', datetime.wallTimeOf('2026-03-09T04:05:00Z', 'America/New_York'), '00:05'],
    ['over the end of a month', datetime.addDays('2026-02-28', 1), '2026-03-01'],
    ['over a clock change', datetime.addDays('2026-03-08', 1), '2026-03-09'],
    ['the week of a Sunday begins six days before', datetime.startOfWeek('2026-03-08'), '2026-03-02'],
    ['a Monday begins its week', datetime.startOfWeek('2026-03-09'), '2026-03-09'],
    ['the month', datetime.startOfMonth('2026-03-09'), '2026-03-01'],
    ['its end in a leap year', datetime.endOfMonth('2028-02-10'), '2028-02-29'],
    ['a month before January', datetime.addMonths('2026-01-15', -1), '2025-12-01'],
  ])('%s', (_, date, expected) => expect(date).toBe(expected))

  it.each([
    ['1984-05-17', '2026-05-16', 41],
    ['1984-05-17', '2026-05-17', 42],
    ['2026-03-01', '2026-03-09', 0],
  ])('born %s, one is on %s of age %i', (born, on, age) => expect(datetime.ageInYears(born, on)).toBe(age))

  it.each([
    ['2026-03-09', '09:30', '2026-03-09T09:30:00-04:00'],
    ['2026-03-08', '02:30', null],
    ['2026-11-01', '01:30', '2026-11-01T01:30:00-04:00'],
  ])('%s %s in New York is %s', (date, time, expected) =>
    expect(instantAt(date, time, 'America/New_York')).toBe(expected),
  )
})
