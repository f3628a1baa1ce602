import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { ApiProblem } from '@/lib/problem'
import type { ListState } from '@/lib/queries/paged'
import { renderPage } from '@/tests/support'
import { columnsOf, DataTable } from './data-table'
import { Empty } from './empty'

const push = jest.fn()
jest.mock('next/navigation', () => ({ useRouter: () => ({ push }) }))

interface Ward {
  id: string
  name: string
  beds: number
}
const column = columnsOf<Ward>()
const columns = [
  column.accessor('name', { header: 'Name', enableSorting: true }),
  column.accessor('beds', { header: 'Beds', meta: { align: 'right' } }),
]
const wards = [
  { id: '1', name: 'North', beds: 12 },
  { id: '2', name: 'East', beds: 8 },
]
const list = (state: Partial<ListState<Ward>> = {}): ListState<Ward> => ({
  items: wards,
  isPending: false,
  isFetching: false,
  error: null,
  refetch: jest.fn(),
  hasMore: false,
  isLoadingMore: false,
  loadMore: jest.fn(),
  ...state,
})
const show = async (state?: Partial<ListState<Ward>>) => {
  const given = list(state)
  renderPage(
    <DataTable
      label="Wards"
      columns={columns}
      list={given}
      rowHref={(ward) => `/wards/${ward.id}`}
      empty={<Empty title="No wards yet" />}
    />,
  )
  if (given.items.length > 0) await screen.findByText('North')
  return given
}
const names = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell')[0]?.textContent)

describe('a list', () => {
  it('shows its rows, each leading to its page', async () => {
    await show()
    expect(screen.getByRole('link', { name: 'North' })).toHaveAttribute('href', '/wards/1')
    await userEvent.click(screen.getByRole('cell', { name: '8' }))
    expect(push).toHaveBeenCalledWith('/wards/2')
  })

  it('sorts by the columns that offer it', async () => {
    await show()
    expect(names()).toEqual(['North', 'East'])
    await userEvent.click(screen.getByRole('button', { name: 'Name' }))
    expect(names()).toEqual(['East', 'North'])
    expect(screen.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending')
    expect(screen.queryByRole('button', { name: 'Beds' })).not.toBeInTheDocument()
  })

  it('says that it is loading', async () => {
    await show({ items: [], isPending: true })
    expect(screen.getByRole('status')).toHaveTextContent('Loading')
  })

  it('says what to do when it is empty', async () => {
    await show({ items: [] })
    expect(screen.getByText('No wards yet')).toBeVisible()
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
  })

  it('tells what failed and tries again', async () => {
    const error = new ApiProblem({ status: 503, code: 'unavailable', requestId: 'r-9' })
    const { refetch } = await show({ items: [], error })
    expect(screen.getByRole('alert')).toHaveTextContent('The service is not available right now')
    expect(screen.getByRole('alert')).toHaveTextContent('r-9')
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(refetch).toHaveBeenCalled()
  })

  it('loads more on demand', async () => {
    const { loadMore } = await show({ hasMore: true })
    await userEvent.click(screen.getByRole('button', { name: 'Load more' }))
    expect(loadMore).toHaveBeenCalled()
  })

  it('becomes cards on a phone', async () => {
    const original = window.matchMedia
    window.matchMedia = ((query: string) => ({ ...original(query), matches: true })) as never
    await show()
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
    const cards = within(screen.getByRole('list', { name: 'Wards' })).getAllByRole('listitem')
    expect(cards[0]).toHaveTextContent('NorthBeds12')
    window.matchMedia = original
  })
})
