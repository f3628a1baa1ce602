'use client'

import type { HistoryItem } from '@hms/contract/patients'
import { Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { FormField } from '@/components/ui/form'
import { Input } from '@/components/ui/input'
import { historyText } from './history-text'

/** A list of allergies, conditions or medications: Enter adds one, nothing that was typed is lost on leaving the field. */
export function HistoryField({ name, label, placeholder }: { name: string; label: string; placeholder: string }) {
  return (
    <FormField name={name} label={label}>
      {({ value, onChange, onBlur, ref, ...control }) => (
        <HistoryList
          {...control}
          inputRef={ref}
          label={label}
          items={(value as HistoryItem[] | undefined) ?? []}
          placeholder={placeholder}
          onChange={onChange}
          onBlur={onBlur}
        />
      )}
    </FormField>
  )
}

interface HistoryListProps {
  id: string
  label: string
  items: HistoryItem[]
  placeholder: string
  onChange: (items: HistoryItem[]) => void
  onBlur: () => void
  inputRef: (element: HTMLInputElement | null) => void
  'aria-invalid': true | undefined
  'aria-describedby': string | undefined
}

function HistoryList({ id, label, items, placeholder, onChange, onBlur, inputRef, ...aria }: HistoryListProps) {
  const t = useTranslations('patients')
  const [text, setText] = useState('')

  function add() {
    const entry = text.trim()
    if (entry && !items.some((item) => historyText(item).toLowerCase() === entry.toLowerCase()))
      onChange([...items, entry])
    setText('')
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter') return
    event.preventDefault()
    add()
  }

  return (
    <div className="grid gap-2">
      {items.length > 0 && (
        <ul aria-label={label} className="flex flex-wrap gap-1.5">
          {items.map((item, index) => (
            <li
              key={`${historyText(item)}-${index}`}
              className="flex max-w-full items-center rounded-full bg-accent pl-3 text-sm"
            >
              <span className="truncate">{historyText(item)}</span>
              <button
                type="button"
                aria-label={t('removeItem', { item: historyText(item) })}
                onClick={() => onChange(items.filter((_, other) => other !== index))}
                className="grid size-7 shrink-0 place-content-center rounded-full hover:text-danger"
              >
                <X aria-hidden className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="flex gap-2">
        <Input
          id={id}
          {...aria}
          ref={inputRef}
          value={text}
          placeholder={placeholder}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => {
            add()
            onBlur()
          }}
        />
        <Button variant="outline" size="icon" aria-label={t('addItem', { list: label })} onClick={add}>
          <Plus aria-hidden />
        </Button>
      </div>
    </div>
  )
}
