'use client'

import { SlidersHorizontal } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useId, useState } from 'react'
import { cn } from '@/lib/utils'
import { Badge } from './badge'
import { Button } from './button'
import { Label } from './label'

interface FilterPanelProps {
  /** What is looked through, for readers of the screen. */
  label: string
  /** How many filters are set. */
  count: number
  /** The columns of a wide screen. */
  className?: string
  children: ReactNode
}

/** What is looked for in a long list. On a phone it opens when somebody asks for it, so that the entries are seen first. */
export function FilterPanel({ label, count, className, children }: FilterPanelProps) {
  const t = useTranslations('common')
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button
        variant="outline"
        className="mb-4 w-full sm:hidden"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <SlidersHorizontal aria-hidden />
        {t('filters')}
        {count > 0 && <Badge tone="info">{count}</Badge>}
      </Button>
      <div
        id={id}
        role="search"
        aria-label={label}
        className={cn('mb-4 grid grid-cols-2 gap-3', !isOpen && 'max-sm:hidden', className)}
      >
        {children}
      </div>
    </>
  )
}

/** A filter with its name beside it. */
export function LabelledFilter({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="flex items-center gap-3 max-sm:col-span-2">
      <Label htmlFor={id} className="w-14 shrink-0 text-muted-foreground lg:w-auto">
        {label}
      </Label>
      <div className="min-w-0 flex-1">{children(id)}</div>
    </div>
  )
}
