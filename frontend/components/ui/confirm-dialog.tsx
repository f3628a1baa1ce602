'use client'

import { cloneElement, lazy, type MouseEvent, type ReactElement, type ReactNode, Suspense, useState } from 'react'

const loadWindow = () => import('./confirm-dialog-window')
const ConfirmDialogWindow = lazy(async () => ({ default: (await loadWindow()).ConfirmDialogWindow }))

export interface ConfirmDialogProps {
  /** The button that opens it; left out where `open` and `onOpenChange` do. */
  trigger?: ReactElement<TriggerProps>
  open?: boolean
  onOpenChange?: (open: boolean) => void
  title: string
  description: ReactNode
  /** Names the deed: “Cancel appointment”, never “OK”. */
  confirmLabel: string
  cancelLabel?: string
  destructive?: boolean
  /** The dialog stays open while this runs, and when it fails. */
  onConfirm: () => Promise<unknown>
  /** Says more than the usual words for a refusal. */
  problemText?: (error: unknown) => string
  /** Further fields, as a reason. */
  children?: ReactNode
}

interface TriggerProps {
  'aria-haspopup'?: 'dialog'
  'aria-expanded'?: boolean
  onClick?: (event: MouseEvent<HTMLElement>) => void
  onPointerEnter?: () => void
  onFocus?: () => void
}

/** Asks before a deed that cannot be taken back. The window's code comes when somebody reaches for its button. */
export function ConfirmDialog({ trigger, open: controlled, onOpenChange, ...window }: ConfirmDialogProps) {
  const [uncontrolled, setUncontrolled] = useState(false)
  const [wanted, setWanted] = useState(false)
  const open = controlled ?? uncontrolled

  function setOpen(next: boolean) {
    if (next) setWanted(true)
    setUncontrolled(next)
    onOpenChange?.(next)
  }

  return (
    <>
      {trigger &&
        cloneElement(trigger, {
          'aria-haspopup': 'dialog',
          'aria-expanded': open,
          onPointerEnter: () => void loadWindow(),
          onFocus: () => void loadWindow(),
          onClick: () => setOpen(true),
        })}
      {(wanted || open) && (
        <Suspense>
          <ConfirmDialogWindow {...window} open={open} onOpenChange={setOpen} />
        </Suspense>
      )}
    </>
  )
}
