import type { Appointment } from '@hms/contract/appointments'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Profiler, useState } from 'react'
import { fakeApi, type Received, renderPage } from '@/tests/support'
import { CalendarView } from './calendar-view'

jest.mock('next/navigation', () => ({ useRouter: () => ({ push: jest.fn() }) }))
jest.mock('./calendar', () => ({ __esModule: true, default: () => <p>grid</p> }))

const onPhone = (isPhone: boolean) =>
  (window.matchMedia = (media) =>
    ({ matches: isPhone, media, addEventListener: () => {}, removeEventListener: () => {} }) as never)

const visit = (id: string, start: string, lastName: string, status = 'booked') =>
  ({
    id,
    appointmentDate: start,
    endDate: start,
    status,
    visitType: null,
    patient: { firstName: 'Bo', lastName },
    doctor: { firstName: 'Ann', lastName: 'Lee' },
  }) as unknown as Appointment

/** In New York it is still Monday, 23 November; in Greenwich it is Tuesday. */
const now = new Date('2026-11-24T02:00:00Z')

function hospital(items: Appointment[]): Received[] {
  return fakeApi({
    'GET /settings': { body: { timeZone: 'America/New_York' } },
    'GET /appointments': { body: { items, nextCursor: null } },
  })
}

const asked = (received: Received[]) =>
  received
    .filter(({ path }) => path.startsWith('/appointments'))
    .map(({ path }) => new URLSearchParams(path.split('?')[1]).get('from'))

beforeEach(() => void jest.useFakeTimers({ now, doNotFake: ['setTimeout', 'setInterval', 'queueMicrotask'] }))
afterEach(() => void jest.useRealTimers())

describe('the calendar', () => {
  it('opens on a phone as a list by the days of the hospital, without the grid', async () => {
    onPhone(true)
    const received = hospital([
      visit('1', '2026-11-24T03:30:00Z', 'Early'),
      visit('2', '2026-11-24T15:00:00Z', 'Gone', 'cancelled'),
      visit('3', '2026-11-24T16:00:00Z', 'Later', 'completed'),
    ])
    renderPage(<CalendarView doctorId={null} />)
    expect(await screen.findByRole('link', { name: 'Bo Later' })).toHaveAttribute('href', '/appointments/3')
    const days = screen.getAllByRole('heading', { level: 3 }).map((heading) => heading.textContent)
    expect(days).toEqual(['Mon, Nov 23Today', 'Tue, Nov 24'])
    expect(screen.queryByText('Bo Gone')).not.toBeInTheDocument()
    expect(screen.queryByText('grid')).not.toBeInTheDocument()
    expect(asked(received).at(-1)).toBe('2026-11-23')
  })

  it('goes on by the days it shows, back to today, and over to the grid', async () => {
    onPhone(true)
    const user = userEvent.setup()
    const received = hospital([])
    renderPage(<CalendarView doctorId={null} />)
    expect(await screen.findByText('No appointments in these days')).toBeInTheDocument()
    await user.click(screen.getByRole('button', { name: 'Next' }))
    await screen.findByText('No appointments in these days')
    expect(asked(received).at(-1)).toBe('2026-11-30')
    await user.click(screen.getByRole('button', { name: 'Today' }))
    await user.click(within(screen.getByRole('group', { name: 'Days shown' })).getByRole('button', { name: 'Day' }))
    expect(await screen.findByText('grid')).toBeInTheDocument()
    expect(screen.getByRole('heading', { level: 2 })).toHaveTextContent('Monday, November 23, 2026')
  })

  it('opens in a wide window as the grid of the week', async () => {
    onPhone(false)
    hospital([])
    renderPage(<CalendarView doctorId={null} />)
    expect(await screen.findByText('grid')).toBeInTheDocument()
    expect(screen.getByRole('button', { name: 'Week' })).toHaveAttribute('aria-pressed', 'true')
  })

  it('lets the page stand first for somebody who comes back, and draws the grid then', async () => {
    onPhone(false)
    hospital([])
    const drawn: boolean[] = []
    const look = () => drawn.push(screen.queryByText('grid') !== null)
    function Leaving() {
      const [visit, setVisit] = useState(0)
      return (
        <Profiler id="page" onRender={look}>
          <button onClick={() => setVisit(visit + 1)}>away and back</button>
          <CalendarView key={visit} doctorId={null} />
        </Profiler>
      )
    }
    renderPage(<Leaving />)
    await screen.findByText('grid')
    drawn.length = 0
    await userEvent.click(screen.getByRole('button', { name: 'away and back' }))
    expect(await screen.findByText('grid')).toBeInTheDocument()
    expect([drawn[0], drawn.at(-1)]).toEqual([false, true])
  })
})
