'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogTitle,
  AlertDialogTrigger,
} from './alert-dialog'
import { Alert } from './alert'
import { Button } from './button'
import { useProblemText } from '@/lib/problem-text'
import { ApiProblem } from '@/lib/problem'

interface ConfirmDialogProps {
  /** The button that opens it; left out where `open` and `onOpenChange` do. */
  trigger?: ReactNode
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

/** Asks before a deed that cannot be taken back. */
export function ConfirmDialog({
  trigger,
  open: controlled,
  onOpenChange,
  title,
  description,
  confirmLabel,
  cancelLabel,
  destructive = false,
  onConfirm,
  problemText,
  children,
}: ConfirmDialogProps) {
  const t = useTranslations('common')
  const usualText = useProblemText()
  const text = problemText ?? usualText
  const [uncontrolled, setUncontrolled] = useState(false)
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const open = controlled ?? uncontrolled

  function setOpen(next: boolean) {
    setError(null)
    setUncontrolled(next)
    onOpenChange?.(next)
  }

  async function confirm() {
    setPending(true)
    setError(null)
    try {
      await onConfirm()
      setOpen(false)
    } catch (problem) {
      if (problem instanceof ApiProblem) problem.shown = true
      setError(problem)
    } finally {
      setPending(false)
    }
  }

  return (
    <AlertDialog open={open} onOpenChange={(next) => !pending && setOpen(next)}>
      {trigger && <AlertDialogTrigger asChild>{trigger}</AlertDialogTrigger>}
      <AlertDialogContent>
        <div className="grid gap-1.5">
          <AlertDialogTitle>{title}</AlertDialogTitle>
          <AlertDialogDescription>{description}</AlertDialogDescription>
        </div>
        {children}
        {error !== null && <Alert variant="destructive">{text(error)}</Alert>}
        <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <AlertDialogCancel asChild>
            <Button variant="outline" disabled={pending}>
              {cancelLabel ?? t('cancel')}
            </Button>
          </AlertDialogCancel>
          <Button variant={destructive ? 'destructive' : 'default'} pending={pending} onClick={() => void confirm()}>
            {confirmLabel}
          </Button>
        </div>
      </AlertDialogContent>
    </AlertDialog>
  )
}
