import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { ApiProblem } from '@/lib/problem'
import { renderPage } from '@/tests/support'
import { Button } from './button'
import { ConfirmDialog } from './confirm-dialog'

const words = { title: 'Void the bill?', description: 'This stays.', confirmLabel: 'Void bill' }

describe('asking before a deed', () => {
  it('does it when told so, and closes', async () => {
    const deed = jest.fn().mockResolvedValue(undefined)
    renderPage(<ConfirmDialog {...words} trigger={<Button>Void</Button>} onConfirm={deed} />)
    await userEvent.click(screen.getByRole('button', { name: 'Void' }))
    expect(deed).not.toHaveBeenCalled()
    await userEvent.click(await screen.findByRole('button', { name: 'Void bill' }))
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument())
    expect(deed).toHaveBeenCalledTimes(1)
  })

  it('stays open and tells when the deed is refused', async () => {
    const deed = jest.fn().mockRejectedValue(new ApiProblem({ status: 409, code: 'wrong-status' }))
    renderPage(<ConfirmDialog {...words} trigger={<Button>Void</Button>} onConfirm={deed} />)
    await userEvent.click(screen.getByRole('button', { name: 'Void' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Void bill' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('Its present status does not allow this.')
    expect(screen.getByRole('alertdialog')).toBeVisible()
  })

  it('gives the focus back also when something else opened it', async () => {
    function Page() {
      const [open, setOpen] = useState(false)
      return (
        <>
          <button onClick={() => setOpen(true)}>Other way</button>
          <ConfirmDialog {...words} open={open} onOpenChange={setOpen} onConfirm={async () => {}} />
        </>
      )
    }
    renderPage(<Page />)
    await userEvent.click(screen.getByRole('button', { name: 'Other way' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(screen.getByRole('button', { name: 'Other way' })).toHaveFocus())
  })

  it('gives it back to a button that was disabled when a field of the dialog took it', async () => {
    function Page() {
      const [step, setStep] = useState<'idle' | 'waiting' | 'open'>('idle')
      return (
        <>
          <button
            disabled={step === 'waiting'}
            onClick={(event) => {
              setStep('waiting')
              // As browsers do with what is disabled; jsdom does not.
              event.currentTarget.blur()
              setTimeout(() => setStep('open'))
            }}
          >
            Other way
          </button>
          <ConfirmDialog
            {...words}
            open={step === 'open'}
            onOpenChange={() => setStep('idle')}
            onConfirm={async () => {}}
          >
            <input autoFocus />
          </ConfirmDialog>
        </>
      )
    }
    renderPage(<Page />)
    await userEvent.click(screen.getByRole('button', { name: 'Other way' }))
    await waitFor(() => expect(screen.getByRole('textbox')).toHaveFocus())
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(screen.getByRole('button', { name: 'Other way' })).toHaveFocus())
  })

  it('gives it to the page when the deed took its button away', async () => {
    function Page() {
      const [isVoid, setVoid] = useState(false)
      const [open, setOpen] = useState(false)
      return (
        <main id="content" tabIndex={-1}>
          {!isVoid && <button onClick={() => setOpen(true)}>Void</button>}
          <ConfirmDialog {...words} open={open} onOpenChange={setOpen} onConfirm={async () => setVoid(true)} />
        </main>
      )
    }
    renderPage(<Page />)
    await userEvent.click(screen.getByRole('button', { name: 'Void' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Void bill' }))
    await waitFor(() => expect(screen.getByRole('main')).toHaveFocus())
  })
})
