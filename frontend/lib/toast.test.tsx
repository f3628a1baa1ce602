import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { LazyToaster } from '@/components/shell/lazy-toaster'
import { Dialog, DialogContent, DialogTitle } from '@/components/ui/dialog'
import { renderPage } from '@/tests/support'
import { toast } from './toast'

it('shows the first note, though its place is drawn only for it, and those after it', async () => {
  render(<LazyToaster />)
  expect(screen.queryByRole('region')).toBeNull()
  act(() => toast.success('Saved'))
  expect(await screen.findByText('Saved')).toBeVisible()
  act(() => toast.error('Not saved'))
  expect(await screen.findByText('Not saved')).toBeVisible()
})

const room = () => Number.parseFloat(document.documentElement.style.getPropertyValue('--toasts'))

it('tells dialogs how much room the notes take, and closes none of them when one is put away', async () => {
  const close = jest.fn()
  renderPage(
    <>
      <LazyToaster />
      <Dialog open onOpenChange={close}>
        <DialogContent aria-describedby={undefined}>
          <DialogTitle>Codes</DialogTitle>
        </DialogContent>
      </Dialog>
    </>,
  )
  act(() => toast.success('Copied'))
  const note = await screen.findByText('Copied')
  await waitFor(() => expect(room()).toBeGreaterThan(0))
  const list = note.closest<HTMLElement>('[data-sonner-toaster]')!
  fireEvent.pointerDown(list)
  expect(close).not.toHaveBeenCalled()
  act(() => list.style.setProperty('--front-toast-height', '120px'))
  await waitFor(() => expect(room()).toBeGreaterThanOrEqual(144))
  // Beside both of them it is.
  fireEvent.pointerDown(document.body)
  expect(close).toHaveBeenCalledWith(false)
})
