import { asRanges, problemsOf, toAvailability, toValues, withException } from './values'

const availability = {
  weekly: [
    { day: 1, start: '13:00', end: '24:00' },
    { day: 1, start: '09:00', end: '12:00' },
  ],
  exceptions: [],
  slotMinutes: 30,
}

describe('the fields of the availability editor', () => {
  it('give back what they were given, ordered, with midnight at the end of a day', () => {
    const values = toValues(availability)
    expect(values.days[1]).toEqual([
      { start: '09:00', end: '12:00' },
      { start: '13:00', end: '00:00' },
    ])
    expect(toAvailability(values).weekly).toEqual([availability.weekly[1], availability.weekly[0]])
  })

  it('point at hours that end before they start, overlap or are not complete', () => {
    const hours = [
      { start: '09:00', end: '12:00' },
      { start: '11:30', end: '13:00' },
      { start: '15:00', end: '14:00' },
      { start: '', end: '18:00' },
    ]
    expect(problemsOf(hours)).toEqual([null, 'overlap', 'order', 'incomplete'])
  })
})

describe('dates that differ', () => {
  it('are one entry a date, replacing what was said before, and read as one line', () => {
    const before = [{ date: '2026-12-24', hours: [{ start: '09:00', end: '12:00' }] }]
    const after = withException(before, '2026-12-24', '2026-12-26', { hours: [], reason: 'Holiday' })
    expect(after.map(({ date }) => date)).toEqual(['2026-12-24', '2026-12-25', '2026-12-26'])
    expect(asRanges(after)).toEqual([{ first: '2026-12-24', last: '2026-12-26', hours: [], reason: 'Holiday' }])
  })
})
