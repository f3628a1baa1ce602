'use client'

import type { ReactNode } from 'react'
import { Popover, PopoverContent, PopoverTrigger } from './popover'

/** The words of a `Definition`, open from the start. */
export function DefinitionPopup({ trigger, term, children }: { trigger: ReactNode; term: string; children: string }) {
  return (
    <Popover defaultOpen>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent side="top" className="w-64 p-3 text-sm">
        <p className="font-medium">{term}</p>
        <p className="mt-0.5 text-muted-foreground">{children}</p>
      </PopoverContent>
    </Popover>
  )
}
