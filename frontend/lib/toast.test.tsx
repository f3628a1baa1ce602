import { act, render, screen } from '@testing-library/react'
import { LazyToaster } from '@/components/shell/lazy-toaster'
import { toast } from './toast'

it('shows the first note, though its place is drawn only for it, and those after it', async () => {
  render(<LazyToaster />)
  expect(screen.queryByRole('region')).toBeNull()
  act(() => toast.success('Saved'))
  expect(await screen.findByText('Saved')).toBeVisible()
  act(() => toast.error('Not saved'))
  expect(await screen.findByText('Not saved')).toBeVisible()
})
