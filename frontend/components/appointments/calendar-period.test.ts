import { periodOf, stepFrom } from './calendar-period'

test('a list begins on its date, a week on its Monday', () => {
  expect(periodOf('list', '2026-03-05')).toEqual({ from: '2026-03-05', to: '2026-03-11' })
  expect(periodOf('week', '2026-03-05')).toEqual({ from: '2026-03-02', to: '2026-03-08' })
  expect(periodOf('week', '2026-03-08')).toEqual({ from: '2026-03-02', to: '2026-03-08' })
  expect(periodOf('day', '2026-03-08')).toEqual({ from: '2026-03-08', to: '2026-03-08' })
})

test('a step leaves out no day and shows none twice, over the ends of months and clock changes too', () => {
  for (const mode of ['list', 'day', 'week'] as const) {
    const shown = periodOf(mode, '2026-03-28')
    const ahead = periodOf(mode, stepFrom(mode, '2026-03-28', 1))
    const back = periodOf(mode, stepFrom(mode, '2026-03-28', -1))
    expect(Date.parse(ahead.from) - Date.parse(shown.to)).toBe(86_400_000)
    expect(Date.parse(shown.from) - Date.parse(back.to)).toBe(86_400_000)
  }
})
