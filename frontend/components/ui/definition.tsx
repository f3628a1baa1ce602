'use client'

import { Info } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ComponentProps, lazy, Suspense, useState } from 'react'

const loadPopup = () => import('./definition-popup')
const DefinitionPopup = lazy(async () => ({ default: (await loadPopup()).DefinitionPopup }))

/** Says what a figure counts: by touch, pointer and keyboard alike. The words' frame comes when somebody reaches for it. */
export function Definition({ term, children }: { term: string; children: string }) {
  const t = useTranslations('common')
  const [wanted, setWanted] = useState(false)
  const button = (props: ComponentProps<'button'>) => (
    <button
      type="button"
      data-slot="definition"
      aria-haspopup="dialog"
      className="grid size-6 shrink-0 place-content-center rounded-full text-muted-foreground hover:bg-accent hover:text-accent-foreground"
      {...props}
    >
      <Info aria-hidden className="size-3.5" />
      <span className="sr-only">{t('whatIs', { term })}</span>
    </button>
  )
  if (wanted) {
    return (
      <Suspense fallback={button({ 'aria-busy': true })}>
        <DefinitionPopup trigger={button({})} term={term}>
          {children}
        </DefinitionPopup>
      </Suspense>
    )
  }
  return button({
    'aria-expanded': false,
    onPointerEnter: () => void loadPopup(),
    onFocus: () => void loadPopup(),
    onClick: () => setWanted(true),
  })
}
