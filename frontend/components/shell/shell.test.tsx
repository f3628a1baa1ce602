import { act, screen } from '@testing-library/react'
import type * as navigation from 'next/navigation'
import { type ComponentProps, useSyncExternalStore } from 'react'
import { renderPage } from '@/tests/support'
import { Shell } from './shell'
import type * as sidebar from './sidebar'

let mockPath = '/patients'
const mockListeners = new Set<() => void>()
const mockDrawn: string[] = []

jest.mock('next/navigation', () => ({
  usePathname: () =>
    useSyncExternalStore(
      (notify) => {
        mockListeners.add(notify)
        return () => mockListeners.delete(notify)
      },
      () => mockPath,
    ),
}))
jest.mock('@/components/ui/quiet-link', () => ({
  QuietLink: ({ href, children, 'aria-current': current }: ComponentProps<'a'>) => {
    mockDrawn.push(href!)
    return (
      <a href={href} aria-current={current}>
        {children}
      </a>
    )
  },
}))
jest.mock('./signed-in-frame', () => {
  const { Sidebar } = jest.requireActual<typeof sidebar>('./sidebar')
  const { usePathname } = jest.requireMock<typeof navigation>('next/navigation')
  /** Hears of each page, as does what knows the router. */
  function Controls() {
    usePathname()
    return <Sidebar role="doctor" />
  }
  return {
    SignedInFrame: () => {
      mockDrawn.push('the frame')
      return <Controls />
    },
  }
})

function go(path: string) {
  mockDrawn.length = 0
  mockPath = path
  act(() => mockListeners.forEach((notify) => notify()))
}

it('stays as it is when another page opens, but for the links of the two pages', async () => {
  renderPage(<Shell>{null}</Shell>)
  await screen.findByRole('link', { name: 'Patients', current: 'page' })
  go('/dashboard')
  expect(screen.getByRole('link', { name: 'Dashboard' })).toHaveAttribute('aria-current', 'page')
  expect(mockDrawn.toSorted()).toEqual(['/dashboard', '/patients'])
  go('/dashboard/anything')
  expect(mockDrawn).toEqual([])
})
