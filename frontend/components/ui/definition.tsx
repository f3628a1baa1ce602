'use client'

import { Info } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Popover, PopoverContent, PopoverTrigger } from './popover'

/** Says what a figure counts: by touch, pointer and keyboard alike, so a popover and no tooltip. */
export function Definition({ term, children }: { term: string; children: string }) {
  const t = useTranslations('common')
  return (
    <Popover>
      <PopoverTrigger
        data-slot="definition"
        className="grid size-6 shrink-0 place-content-center rounded-full text-muted-foreground hover:bg-accent hover:text-accent-foreground"
      >
        <Info aria-hidden className="size-3.5" />
        <span className="sr-only">{t('whatIs', { term })}</span>
      </PopoverTrigger>
      <PopoverContent side="top" className="w-64 p-3 text-sm">
        <p className="font-medium">{term}</p>
        <p className="mt-0.5 text-muted-foreground">{children}</p>
      </PopoverContent>
    </Popover>
  )
}
