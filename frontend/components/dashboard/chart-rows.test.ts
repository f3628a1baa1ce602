import { busiest, revenuePeriod, revenueRows, trendPeriod } from './chart-rows.ts'

const group = (label: string, total: number) => ({
  key: label,
  label,
  total,
  booked: 0,
  checkedIn: 0,
  completed: total,
  cancelled: 0,
  noShow: 0,
})

it('puts the busiest first and adds up the rest', () => {
  const items = busiest([group('a', 1), group('b', 5), group('c', 2), group('d', 0), group('e', 3)], 2, 'Others')
  expect(items.map(({ label, total, completed }) => [label, total, completed])).toEqual([
    ['b', 5, 5],
    ['e', 3, 3],
    ['Others', 3, 3],
  ])
})

it('does not hide a single group behind a name that says less', () => {
  expect(busiest([group('a', 1), group('b', 5), group('c', 2)], 2, 'Others').map(({ label }) => label)).toEqual([
    'b',
    'c',
    'a',
  ])
})

it('asks for whole weeks and months, never more than the API gives', () => {
  expect(trendPeriod('day', '2026-11-22')).toEqual({ from: '2026-11-09', to: '2026-11-29' })
  expect(trendPeriod('week', '2026-11-22')).toEqual({ from: '2026-09-28', to: '2026-12-20' })
  expect(trendPeriod('month', '2026-11-22')).toEqual({ from: '2026-06-01', to: '2026-12-31' })
  expect(revenuePeriod('month', '2026-03-31')).toEqual({ from: '2025-10-01', to: '2026-03-31' })
  expect(revenuePeriod('week', '2026-11-22')).toEqual({ from: '2026-09-28', to: '2026-11-22' })
})

it('draws a float but writes the exact amount', () => {
  const usd = (amount: string) => ({ amount, currency: 'USD' })
  const item = { key: '2026-11-01', label: '', billed: usd('9007199254740.93'), received: usd('0.10') }
  const [row] = revenueRows(
    [item],
    () => ({ label: 'November', tick: 'Nov' }),
    ({ amount }) => amount,
  )
  expect(row?.values.received).toBe(0.1)
  expect(row?.texts.billed).toBe('9007199254740.93')
})
