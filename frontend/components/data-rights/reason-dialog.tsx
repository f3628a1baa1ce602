'use client'

import { type ReactElement, useId, useState } from 'react'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Label } from '@/components/ui/label'
import { Textarea } from '@/components/ui/textarea'

interface ReasonDialogProps {
  trigger: ReactElement<object>
  title: string
  description: string
  label: string
  confirmLabel: string
  cancelLabel: string
  /** Whether it may be left empty. */
  optional?: boolean
  onConfirm: (reason: string) => Promise<unknown>
}

/** Asks for a deed and its reason. */
export function ReasonDialog({ label, optional = false, onConfirm, ...dialog }: ReasonDialogProps) {
  const id = useId()
  const [reason, setReason] = useState('')
  return (
    <ConfirmDialog
      {...dialog}
      onConfirm={async () => {
        await onConfirm(reason.trim())
        setReason('')
      }}
    >
      <div className="grid gap-1.5">
        <Label htmlFor={id}>{label}</Label>
        <Textarea
          id={id}
          rows={3}
          maxLength={2000}
          required={!optional}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </ConfirmDialog>
  )
}
