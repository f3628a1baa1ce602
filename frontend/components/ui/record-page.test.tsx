import { useQuery } from '@tanstack/react-query'
import { act, screen } from '@testing-library/react'
import { ApiProblem } from '@/lib/problem'
import { renderPage } from '@/tests/support'
import { RecordPage } from './record-page'

const read = jest.fn<Promise<{ name: string }>, []>()

function Page() {
  const query = useQuery({ queryKey: ['one'], queryFn: read })
  return (
    <RecordPage query={query} title="Patients" href="/patients">
      {({ name }) => <h1>{name}</h1>}
    </RecordPage>
  )
}

const refusal = (code: 'not-found' | 'not-permitted' | 'unavailable') =>
  new ApiProblem({ type: `/problems/${code}`, code, title: code, status: 400 } as never)

const back = () => screen.queryByRole('link', { name: 'Back' })

async function readAnew(failure: Error) {
  const { client } = renderPage(<Page />)
  await screen.findByRole('heading', { name: 'Elena' })
  read.mockRejectedValueOnce(failure)
  await act(() => client.refetchQueries({ queryKey: ['one'] }))
}

beforeEach(() => read.mockReset().mockResolvedValue({ name: 'Elena' }))

it('says that it is loading, in something that screen readers are not kept from', async () => {
  const { container } = renderPage(<Page />)
  const busy = container.querySelector('[aria-busy="true"]')!
  expect(busy.closest('[aria-hidden]')).toBeNull()
  expect(busy.querySelector('[data-slot="skeleton"]')).toHaveAttribute('aria-hidden', 'true')
  await screen.findByRole('heading', { name: 'Elena' })
  expect(container.querySelector('[aria-busy]')).toBeNull()
})

it('keeps the heading and the way back when the record cannot be read', async () => {
  read.mockRejectedValueOnce(refusal('unavailable'))
  renderPage(<Page />)
  expect(await screen.findByRole('heading', { name: 'Patients' })).toBeVisible()
  expect(back()).toHaveAttribute('href', '/patients')
})

it('keeps a record on the screen when reading it anew fails', async () => {
  await readAnew(refusal('unavailable'))
  expect(screen.getByRole('heading', { name: 'Elena' })).toBeVisible()
})

it.each(['not-found', 'not-permitted'] as const)('takes a record away that is %s any more', async (code) => {
  await readAnew(refusal(code))
  expect(await screen.findByRole('heading', { name: 'Patients' })).toBeVisible()
  expect(screen.queryByText('Elena')).toBeNull()
})
