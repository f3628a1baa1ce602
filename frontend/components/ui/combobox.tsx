'use client'

import { useQuery } from '@tanstack/react-query'
import { Check, ChevronsUpDown, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { searchDelay } from '@/lib/constants'
import { useDebounced } from '@/lib/hooks'
import { useProblemText } from '@/lib/problem-text'
import { cn } from '@/lib/utils'
import { Command, CommandInput, CommandItem, CommandList } from './command'
import { controlClass } from './input'
import { Popover, PopoverContent, PopoverTrigger } from './popover'
import { Spinner } from './spinner'

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

/** Chooses one thing out of many that only the API knows. */
export function Combobox<T>({
  value,
  onValueChange,
  placeholder,
  itemLabel,
  clearable = false,
  disabled = false,
  onBlur,
  id,
  ...props
}: ComboboxProps<T>) {
  const t = useTranslations('common')
  const [open, setOpen] = useState(false)
  const { search, searchKey, itemKey, renderItem, searchPlaceholder, ...aria } = props
  return (
    <div data-slot="combobox" className="relative">
      <Popover
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          if (!next) onBlur?.()
        }}
      >
        <PopoverTrigger
          id={id}
          disabled={disabled}
          {...aria}
          className={cn(
            controlClass,
            'flex h-9 items-center justify-between gap-2 text-left',
            value && clearable && 'pr-16',
          )}
        >
          <span className={cn('truncate', !value && 'text-muted-foreground')}>
            {value ? itemLabel(value) : placeholder}
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        </PopoverTrigger>
        <PopoverContent align="start" className="w-(--radix-popover-trigger-width) min-w-64 overflow-hidden p-0">
          <Options
            search={search}
            searchKey={searchKey}
            itemKey={itemKey}
            render={renderItem ?? itemLabel}
            chosen={value ? itemKey(value) : null}
            label={searchPlaceholder ?? placeholder}
            onChoose={(item) => {
              onValueChange(item)
              setOpen(false)
            }}
          />
        </PopoverContent>
      </Popover>
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

interface OptionsProps<T> {
  search: (term: string, signal: AbortSignal) => Promise<T[]>
  searchKey: string
  itemKey: (item: T) => string
  render: (item: T) => ReactNode
  chosen: string | null
  label: string
  onChoose: (item: T) => void
}

function Options<T>({ search, searchKey, itemKey, render, chosen, label, onChoose }: OptionsProps<T>) {
  const t = useTranslations('common')
  const text = useProblemText()
  const [term, setTerm] = useState('')
  const [marked, setMarked] = useState('')
  const settled = useDebounced(term.trim(), searchDelay)
  const found = useQuery({
    queryKey: ['search', searchKey, settled],
    queryFn: ({ signal }) => search(settled, signal),
    placeholderData: (previous) => previous,
  })
  const keys = found.data?.map(itemKey) ?? []
  return (
    <Command
      shouldFilter={false}
      label={label}
      // Answers come later than the letters: what Enter takes is always one of those that are shown.
      value={keys.includes(marked) ? marked : (keys[0] ?? '')}
      onValueChange={setMarked}
    >
      <CommandInput value={term} onValueChange={setTerm} placeholder={label} />
      <CommandList aria-busy={found.isFetching} className="max-h-64">
        {found.data?.map((item) => (
          <CommandItem key={itemKey(item)} value={itemKey(item)} onSelect={() => onChoose(item)}>
            <span className="min-w-0 flex-1 truncate">{render(item)}</span>
            {itemKey(item) === chosen && <Check aria-hidden className="size-4" />}
          </CommandItem>
        ))}
      </CommandList>
      <div aria-live="polite" className="text-sm text-muted-foreground empty:hidden">
        {found.isPending && (
          <p className="flex items-center justify-center gap-2 py-6">
            <Spinner /> {t('searching')}
          </p>
        )}
        {found.error && <p className="px-4 py-6 text-center text-danger">{text(found.error)}</p>}
        {found.data?.length === 0 && <p className="py-6 text-center">{t('nothingFound')}</p>}
      </div>
    </Command>
  )
}
