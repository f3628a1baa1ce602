'use client'

import { type ReactNode, useId } from 'react'
import { Label } from './label'

interface LabelledProps {
  label: ReactNode
  /** The control, which takes the id. */
  children: (id: string) => ReactNode
}

/** A control below its name, outside a form of the contract, whose fields bring their own. */
export function Labelled({ label, children }: LabelledProps) {
  const id = useId()
  return (
    <div className="grid min-w-0 grid-cols-1 gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      {children(id)}
    </div>
  )
}
