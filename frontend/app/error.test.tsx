import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { reportFault } from '@/lib/faults/report'
import { renderPage } from '@/tests/support'
import ErrorPage from './error'

jest.mock('@/lib/faults/report', () => ({ reportFault: jest.fn() }))

beforeEach(() => jest.mocked(reportFault).mockClear())

describe('a page that breaks', () => {
  it('is told of, once for each error, while the reader may try again', async () => {
    const reset = jest.fn()
    const error = Object.assign(new Error('broken'), { digest: '4711' })
    renderPage(<ErrorPage error={error} reset={reset} />)
    expect(screen.getByRole('alert')).toHaveTextContent('4711')
    expect(reportFault).toHaveBeenCalledTimes(1)
    expect(reportFault).toHaveBeenCalledWith(error, 'render')
    await userEvent.click(screen.getByRole('button'))
    expect(reset).toHaveBeenCalledTimes(1)
    expect(reportFault).toHaveBeenCalledTimes(1)
  })
})
