'use client'

import { ChevronsUpDown, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { cn } from '@/lib/utils'
import type { ComboboxPopup as Popup } from './combobox-popup'
import { controlClass } from './input'

const loadPopup = () => import('./combobox-popup')
const ComboboxPopup = lazy(async () => ({ default: (await loadPopup()).ComboboxPopup })) as unknown as typeof Popup

interface ComboboxProps<T> {
  value: T | null
  onValueChange: (value: T | null) => void
  /** Asks the API; called with '' when opened. */
  search: (term: string, signal: AbortSignal) => Promise<T[]>
  /** Names the search in the cache: `patients`. */
  searchKey: string
  itemKey: (item: T) => string
  itemLabel: (item: T) => string
  /** How an item looks in the list; its label unless told. */
  renderItem?: (item: T) => ReactNode
  placeholder: string
  searchPlaceholder?: string
  clearable?: boolean
  disabled?: boolean
  autoFocus?: boolean
  id?: string
  'aria-label'?: string
  'aria-invalid'?: true | undefined
  'aria-describedby'?: string | undefined
  onBlur?: () => void
}

/** Chooses one thing out of many that only the API knows. The list's code comes when somebody reaches for it. */
export function Combobox<T>({
  value,
  onValueChange,
  placeholder,
  itemLabel,
  clearable = false,
  disabled = false,
  onBlur,
  ...props
}: ComboboxProps<T>) {
  const t = useTranslations('common')
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const [term, setTerm] = useState('')
  const [ready, setReady] = useState(false)
  useEarlyLetters(open && !ready, (letter) => setTerm((before) => before + letter))
  function close() {
    setOpen(false)
    setReady(false)
    setTerm('')
  }
  const { search, searchKey, itemKey, renderItem, searchPlaceholder, ...attributes } = props
  const button = {
    type: 'button' as const,
    disabled,
    ...attributes,
    className: cn(controlClass, 'flex h-9 items-center justify-between gap-2 text-left', value && clearable && 'pr-16'),
    children: (
      <>
        <span className={cn('truncate', !value && 'text-muted-foreground')}>
          {value ? itemLabel(value) : placeholder}
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </>
    ),
  }
  return (
    <div data-slot="combobox" className="relative">
      {wanted ? (
        <Suspense fallback={<button {...button} aria-haspopup="dialog" aria-busy />}>
          <ComboboxPopup
            trigger={<button {...button} />}
            open={open}
            term={term}
            onTermChange={setTerm}
            onReady={() => setReady(true)}
            onOpenChange={(next) => {
              if (next) return setOpen(true)
              close()
              onBlur?.()
            }}
            search={search}
            searchKey={searchKey}
            itemKey={itemKey}
            render={renderItem ?? itemLabel}
            chosen={value ? itemKey(value) : null}
            label={searchPlaceholder ?? placeholder}
            onChoose={(item) => {
              onValueChange(item)
              close()
            }}
          />
        </Suspense>
      ) : (
        <button
          {...button}
          aria-haspopup="dialog"
          aria-expanded={false}
          onPointerEnter={() => void loadPopup()}
          onFocus={() => void loadPopup()}
          onClick={() => {
            setWanted(true)
            setOpen(true)
          }}
        />
      )}
      {clearable && value && !disabled && (
        <button
          type="button"
          onClick={() => onValueChange(null)}
          className="absolute top-1.5 right-8 grid size-6 place-content-center rounded-sm text-muted-foreground hover:bg-accent"
        >
          <X aria-hidden className="size-4" />
          <span className="sr-only">{t('clear')}</span>
        </button>
      )}
    </div>
  )
}

/** What is typed before the list has come and its field has the focus begins the search, and is no shortcut. */
function useEarlyLetters(active: boolean, onLetter: (letter: string) => void) {
  useEffect(() => {
    if (!active) return
    function hear(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return
      event.preventDefault()
      event.stopPropagation()
      onLetter(event.key)
    }
    window.addEventListener('keydown', hear, true)
    return () => window.removeEventListener('keydown', hear, true)
  })
}
