import { QueryClient } from '@tanstack/react-query'
import { appointmentQueries } from './appointments'
import { refreshDay } from './day-mark'

const visit = (tail: string, version: number, date = '2026-03-02') => ({
  id: `00000000-0000-4000-8000-0000${tail}`,
  version,
  appointmentDate: `${date}T09:00:00+01:00`,
})
const shown = [visit('0000000a', 3), visit('ffffffff', 2), visit('00000001', 9, '2026-03-03')]
/** 10 × 3 + 4,294,967,295 × 2; the visit of tomorrow does not count. */
const mark = '8589934620'
const date = '2026-03-02'

function knowing(visits: object[] | undefined) {
  const client = new QueryClient()
  const { queryKey } = appointmentQueries.range({ from: date, to: date })
  client.setQueryData(queryKey, visits as never)
  return { client, isStale: () => client.getQueryState(queryKey)?.isInvalidated }
}

it('asks for nothing that is shown as it stands', async () => {
  const { client, isStale } = knowing(shown)
  await refreshDay(client, { date, mark })
  expect(isStale()).toBe(false)
})

it.each([
  ['a visit has changed', [visit('0000000a', 2), shown[1]!]],
  ['a visit is new', [shown[0]!]],
  ['a visit has gone', [...shown, visit('00000002', 1)]],
  ['nothing of the day is shown', [shown[2]!]],
])('asks again when %s', async (_, visits) => {
  const { client, isStale } = knowing(visits)
  await refreshDay(client, { date, mark })
  expect(isStale()).toBe(true)
})

it('asks again when the last visit of the day has gone', async () => {
  const { client, isStale } = knowing(shown)
  await refreshDay(client, { date: null, mark: '0' })
  expect(isStale()).toBe(true)
})
