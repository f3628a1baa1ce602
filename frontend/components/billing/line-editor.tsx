'use client'

import { Plus, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { KeyboardEvent } from 'react'
import { useFieldArray, useFormContext, useFormState, useWatch } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/form'
import { Kbd } from '@/components/ui/kbd'
import { moneyOf } from '@/lib/money'
import { useFormat } from '@/lib/reader'
import { type BillValues, billTotal, emptyLine, isBlank, lineTotal } from './bill-values'

const rowClass = 'sm:grid sm:grid-cols-[minmax(0,1fr)_5rem_8rem_7rem_2.25rem] sm:items-start sm:gap-x-3'
/** In a row the heading of the column says it; on a phone each field says it itself. */
const cellClass = 'sm:[&>label]:sr-only'

/** The lines of a bill, for the keyboard: Enter goes on to the next line and adds one after the last. */
export function LineEditor({ currency }: { currency: string }) {
  const t = useTranslations('billing')
  const { control, setFocus, getValues } = useFormContext<BillValues>()
  const { fields, append, remove } = useFieldArray({ control, name: 'lines' })

  function add() {
    append(emptyLine, { shouldFocus: true, focusName: `lines.${fields.length}.description` })
  }

  function onKeyDown(event: KeyboardEvent, index: number) {
    const isField = event.target instanceof HTMLInputElement
    if (event.key !== 'Enter' || !isField || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    if (index < fields.length - 1) setFocus(`lines.${index + 1}.description`)
    else if (!isBlank(getValues(`lines.${index}`))) add()
  }

  function drop(index: number) {
    remove(index)
    setFocus(`lines.${Math.max(0, index - 1)}.description`)
  }

  return (
    <div className="grid gap-3">
      <div aria-hidden className={`hidden text-xs font-medium text-muted-foreground ${rowClass}`}>
        <span>{t('item')}</span>
        <span>{t('quantity')}</span>
        <span>{t('unitPrice')}</span>
        <span className="text-right">{t('lineTotal')}</span>
      </div>
      <ol className="grid gap-3" aria-label={t('lines')}>
        {fields.map((field, index) => (
          <li key={field.id} onKeyDown={(event) => onKeyDown(event, index)}>
            <LineRow index={index} currency={currency} onRemove={fields.length > 1 ? () => drop(index) : undefined} />
          </li>
        ))}
      </ol>
      <LinesProblem />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Button variant="outline" size="sm" onClick={add}>
          <Plus aria-hidden />
          {t('create.addLine')}
        </Button>
        <p className="text-xs text-muted-foreground max-sm:hidden">
          {t.rich('create.keys', { k: (chunks) => <Kbd>{chunks}</Kbd> })}
        </p>
      </div>
      <Total currency={currency} />
    </div>
  )
}

function LineRow({
  index,
  currency,
  onRemove,
}: {
  index: number
  currency: string
  onRemove: (() => void) | undefined
}) {
  const t = useTranslations('billing')
  const format = useFormat()
  const line = useWatch<BillValues, `lines.${number}`>({ name: `lines.${index}` })
  const total = lineTotal(line)
  return (
    <fieldset className={`grid gap-3 max-sm:rounded-lg max-sm:border max-sm:p-3 ${rowClass}`}>
      <legend className="sr-only">{t('create.line', { number: index + 1 })}</legend>
      <TextField
        name={`lines.${index}.description`}
        label={t('item')}
        className={cellClass}
        autoComplete="off"
        maxLength={300}
      />
      <div className="grid grid-cols-2 gap-3 sm:contents">
        <TextField
          name={`lines.${index}.quantity`}
          label={t('quantity')}
          className={cellClass}
          inputMode="numeric"
          autoComplete="off"
        />
        <TextField
          name={`lines.${index}.unitPrice`}
          label={t('unitPrice')}
          className={cellClass}
          inputMode="decimal"
          autoComplete="off"
          placeholder="0.00"
        />
      </div>
      <div className="flex items-center justify-between gap-2 sm:contents">
        <span className="tabular sm:pt-2 sm:text-right">
          <span className="text-muted-foreground sm:sr-only">{t('lineTotal')} </span>
          {total === null ? '–' : format.money(moneyOf(total, currency))}
        </span>
        {onRemove && (
          <Button
            variant="ghost"
            size="icon"
            aria-label={t('create.removeLine', { number: index + 1 })}
            className="text-muted-foreground hover:text-danger"
            onClick={onRemove}
          >
            <Trash2 aria-hidden />
          </Button>
        )}
      </div>
    </fieldset>
  )
}

/** What concerns the lines as a whole, as their sum. */
function LinesProblem() {
  const { errors } = useFormState<BillValues>({ name: 'lines' })
  const message = errors.lines?.root?.message ?? errors.lines?.message
  return message ? (
    <p role="alert" className="text-xs font-medium text-danger">
      {message}
    </p>
  ) : null
}

function Total({ currency }: { currency: string }) {
  const t = useTranslations('billing')
  const format = useFormat()
  const lines = useWatch<BillValues, 'lines'>({ name: 'lines' })
  return (
    <p className="flex items-baseline justify-end gap-4 border-t pt-3">
      <span className="text-muted-foreground">{t('total')}</span>
      <output className="text-xl font-semibold tabular">{format.money(moneyOf(billTotal(lines), currency))}</output>
    </p>
  )
}
