'use client'

import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { searchDelay } from '@/lib/constants'
import { useDebounced } from '@/lib/hooks'
import { useProblemText } from '@/lib/problem-text'
import { Command, CommandInput, CommandItem, CommandList } from './command'
import { Popover, PopoverContent, PopoverTrigger } from './popover'
import { Spinner } from './spinner'

interface ComboboxPopupProps<T> extends OptionsProps<T> {
  trigger: ReactNode
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** The list of a combobox, and the field that searches it. */
export function ComboboxPopup<T>({ trigger, open, onOpenChange, ...options }: ComboboxPopupProps<T>) {
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent
        align="start"
        className="w-(--radix-popover-trigger-width) min-w-64 overflow-hidden p-0"
        onOpenAutoFocus={focusBehindLetters}
      >
        <Options {...options} />
      </PopoverContent>
    </Popover>
  )
}

/** By itself the focus selects what was typed before the list was there, and the next letter would replace it. */
function focusBehindLetters(event: Event) {
  event.preventDefault()
  const field = (event.currentTarget as HTMLElement).querySelector('input')
  field?.focus()
  field?.setSelectionRange(field.value.length, field.value.length)
}

interface OptionsProps<T> {
  term: string
  onTermChange: (term: string) => void
  /** The field has the focus: from now on it hears what is typed. */
  onReady: () => void
  search: (term: string, signal: AbortSignal) => Promise<T[]>
  searchKey: string
  itemKey: (item: T) => string
  render: (item: T) => ReactNode
  chosen: string | null
  label: string
  onChoose: (item: T) => void
}

function Options<T>({
  term,
  onTermChange,
  onReady,
  search,
  searchKey,
  itemKey,
  render,
  chosen,
  label,
  onChoose,
}: OptionsProps<T>) {
  const t = useTranslations('common')
  const text = useProblemText()
  const [marked, setMarked] = useState('')
  const settled = useDebounced(term.trim(), searchDelay)
  const found = useQuery({
    queryKey: ['search', searchKey, settled],
    queryFn: ({ signal }) => search(settled, signal),
    placeholderData: (previous) => previous,
  })
  const keys = found.data?.map(itemKey) ?? []
  const isAnswered = settled === term.trim() && !found.isPlaceholderData
  return (
    <Command
      shouldFilter={false}
      label={label}
      value={keys.includes(marked) ? marked : (keys[0] ?? '')}
      // Answers come later than the letters: until they do, Enter takes nobody from the list of the letters before.
      onKeyDown={(event) => event.key === 'Enter' && !isAnswered && event.preventDefault()}
      onValueChange={setMarked}
    >
      <CommandInput value={term} onValueChange={onTermChange} onFocus={onReady} placeholder={label} />
      <CommandList aria-busy={!isAnswered || found.isFetching} className="max-h-64">
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
