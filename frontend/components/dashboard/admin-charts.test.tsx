import { act, screen } from '@testing-library/react'
import { fakeApi, renderPage } from '@/tests/support'
import { TrendChart } from './admin-charts'

jest.mock('./bars', () => ({ Bars: () => <p>bars</p> }))

let show: () => void
beforeEach(() => {
  window.IntersectionObserver = class {
    constructor(tell: IntersectionObserverCallback) {
      show = () => tell([{ isIntersecting: true }] as never, this as never)
    }
    observe() {}
    disconnect() {}
  } as never
})

it('asks for a chart and draws it only once it has come into sight', async () => {
  const counts = { total: 1, booked: 1, checkedIn: 0, completed: 0, cancelled: 0, noShow: 0 }
  const received = fakeApi({
    'GET /settings': { body: { timeZone: 'UTC' } },
    'GET /reports/appointments': { body: { items: [{ key: '2026-11-23', label: '', ...counts }] } },
  })
  const reports = () => received.filter(({ path }) => path.startsWith('/reports'))
  renderPage(<TrendChart today="2026-11-23" />)
  await act(() => new Promise((resolve) => setTimeout(resolve, 300)))
  expect(reports()).toHaveLength(0)
  expect(screen.getByText('Completed')).toBeInTheDocument()
  act(() => show())
  expect(await screen.findByText('bars')).toBeInTheDocument()
  expect(reports()).toHaveLength(1)
})
