import { act, fireEvent, screen } from '@testing-library/react'
import { useState } from 'react'
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

const counts = { total: 1, booked: 1, checkedIn: 0, completed: 0, cancelled: 0, noShow: 0 }
const answers = {
  'GET /settings': { body: { timeZone: 'UTC' } },
  'GET /reports/appointments': { body: { items: [{ key: '2026-11-23', label: '', ...counts }] } },
}

it('asks for a chart and draws it only once it has come into sight', async () => {
  const received = fakeApi(answers)
  const reports = () => received.filter(({ path }) => path.startsWith('/reports'))
  renderPage(<TrendChart today="2026-11-23" />)
  await act(() => new Promise((resolve) => setTimeout(resolve, 300)))
  expect(reports()).toHaveLength(0)
  expect(screen.getByText('Completed')).toBeInTheDocument()
  act(() => show())
  expect(await screen.findByText('bars')).toBeInTheDocument()
  expect(reports()).toHaveLength(1)
})

function Leaving() {
  const [visit, setVisit] = useState(0)
  return (
    <>
      <button onClick={() => setVisit(visit + 1)}>away and back</button>
      <TrendChart key={visit} today="2026-11-23" />
    </>
  )
}

it('lets the page stand first for somebody who comes back, though the figures are known', async () => {
  fakeApi(answers)
  renderPage(<Leaving />)
  await screen.findByText('Completed')
  act(() => show())
  await screen.findByText('bars')
  fireEvent.click(screen.getByText('away and back'))
  expect(screen.queryByText('bars')).not.toBeInTheDocument()
  act(() => show())
  expect(await screen.findByText('bars')).toBeInTheDocument()
})
