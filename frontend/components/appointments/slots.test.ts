import { daysOfWeek, partsOfDay, rangeAround, weekOf } from './slots'

const zone = 'America/New_York'
const at = (start: string) => ({ start, end: start })

describe('the weeks of free times', () => {
  it('begin on Monday and put a time on the day of the hospital, not of the device', () => {
    const days = daysOfWeek('2026-11-23', [at('2026-11-25T01:30:00Z')], zone)
    expect(days.map((day) => day.date).slice(0, 2)).toEqual(['2026-11-23', '2026-11-24'])
    expect(days.find((day) => day.slots.length > 0)?.date).toBe('2026-11-24')
  })

  it('are counted from the week of today, across a year', () => {
    expect(weekOf('2026-11-29', '2026-11-25')).toBe(0)
    expect(weekOf('2027-01-04', '2026-12-28')).toBe(1)
  })

  it('never ask for days that have passed', () => {
    expect(rangeAround(0, '2026-11-25')).toEqual({ from: '2026-11-25', to: '2026-12-20' })
    expect(rangeAround(5, '2026-11-25')).toEqual({ from: '2026-12-21', to: '2027-01-17' })
  })

  it('tell morning, afternoon and evening apart on the clock of the hospital', () => {
    const groups = partsOfDay(
      [at('2026-11-25T14:00:00Z'), at('2026-11-25T17:00:00Z'), at('2026-11-25T22:00:00Z')],
      zone,
    )
    expect(groups.map((group) => group.part)).toEqual(['morning', 'afternoon', 'evening'])
  })
})
