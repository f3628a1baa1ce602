import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { fakeApi, renderPage } from '@/tests/support'
import { TodayVisits } from './today-visits'

const visit = (hour: number, status: string) => ({
  id: `v${hour}`,
  status,
  patient: { id: `p${hour}`, firstName: 'Ada', lastName: `at ${hour}` },
  doctor: { id: 'd', firstName: 'Noor', lastName: 'Vega' },
  visitType: null,
  notes: null,
  appointmentDate: `2026-01-05T${hour}:00:00Z`,
  endDate: `2026-01-05T${hour}:30:00Z`,
})

function show(statuses: string[]) {
  fakeApi({})
  renderPage(<TodayVisits visits={statuses.map((status, place) => visit(10 + place, status)) as never} />)
  return () =>
    within(screen.getByRole('list'))
      .getAllByRole('link')
      .map(({ textContent }) => textContent)
}

describe('the day', () => {
  it('begins with the first visit that is not over, and shows the earlier ones on demand', async () => {
    const names = show(['completed', 'no-show', 'cancelled', 'checked-in', 'completed', 'booked'])
    expect(names()).toEqual(['Ada at 13', 'Ada at 14', 'Ada at 15'])
    await userEvent.click(screen.getByRole('button', { name: 'Show 3 earlier visits' }))
    expect(names()).toHaveLength(6)
    expect(screen.getByRole('button', { name: 'Hide 3 earlier visits' })).toHaveFocus()
  })

  it.each([
    ['few of them are over', ['completed', 'completed', 'booked']],
    ['all of them are', ['completed', 'completed', 'cancelled', 'no-show']],
  ])('is shown whole when %s', (_, statuses) => {
    expect(show(statuses)()).toHaveLength(statuses.length)
  })
})
