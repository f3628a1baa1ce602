'use client'

import { useState } from 'react'
import { ConfirmDialog, type ConfirmDialogProps } from './confirm-dialog'
import { Labelled } from './labelled'
import { Textarea } from './textarea'

interface ReasonDialogProps extends Omit<ConfirmDialogProps, 'onConfirm'> {
  label: string
  /** Whether it may be left empty. */
  optional?: boolean
  /** Characters, as the API takes them. */
  maxLength?: number
  minLength?: number
  onConfirm: (reason: string) => Promise<unknown>
}

/** Asks for a deed and what there is to say about it; `children` are further fields above. */
export function ReasonDialog({
  label,
  optional = false,
  maxLength = 2000,
  minLength,
  onConfirm,
  children,
  ...dialog
}: ReasonDialogProps) {
  const [reason, setReason] = useState('')
  return (
    <ConfirmDialog
      {...dialog}
      onConfirm={async () => {
        await onConfirm(reason.trim())
        setReason('')
      }}
    >
      <div className="grid gap-4">
        {children}
        <Labelled label={label}>
          {(id) => (
            <Textarea
              id={id}
              rows={4}
              minLength={minLength}
              maxLength={maxLength}
              required={!optional}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Labelled>
      </div>
    </ConfirmDialog>
  )
}
