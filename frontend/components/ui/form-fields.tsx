'use client'

import { type ComponentProps, type ReactNode, useId } from 'react'
import { Controller, get, useFormState } from 'react-hook-form'
import { cn } from '@/lib/utils'
import { Checkbox } from './checkbox'
import { DateInput } from './date-input'
import { FieldNotes, type FieldProps, FormField, messageOf } from './form-field'
import { Input } from './input'
import { Label } from './label'
import { NativeSelect } from './native-select'
import { Textarea } from './textarea'

type Own<T> = FieldProps & Omit<T, keyof FieldProps | 'value' | 'onChange'>

export function TextField({ name, label, description, optional, className, ...props }: Own<ComponentProps<'input'>>) {
  const field = { name, label, description, optional, className }
  return <FormField {...field}>{(control) => <Input {...props} {...control} value={control.value ?? ''} />}</FormField>
}

export function DateField({ name, label, description, optional, className, ...props }: Own<ComponentProps<'input'>>) {
  const field = { name, label, description, optional, className }
  return (
    <FormField {...field}>
      {(control) => <DateInput {...props} {...control} value={control.value ?? ''} className="sm:max-w-48" />}
    </FormField>
  )
}

/** Holds a number or, while blank, null: undefined would bring back what stood there first. */
export function NumberField({ name, label, description, optional, className, ...props }: Own<ComponentProps<'input'>>) {
  const field = { name, label, description, optional, className }
  return (
    <FormField {...field}>
      {(control) => (
        <Input
          type="number"
          inputMode="numeric"
          {...props}
          {...control}
          value={control.value ?? ''}
          onChange={(event) => control.onChange(event.target.value === '' ? null : Number(event.target.value))}
          className="tabular sm:max-w-40"
        />
      )}
    </FormField>
  )
}

export function TextareaField({
  name,
  label,
  description,
  optional,
  className,
  ...props
}: Own<ComponentProps<'textarea'>>) {
  const field = { name, label, description, optional, className }
  return (
    <FormField {...field}>{(control) => <Textarea {...props} {...control} value={control.value ?? ''} />}</FormField>
  )
}

/** Options as children: `<option value="…">`. */
export function SelectField({
  name,
  label,
  description,
  optional,
  className,
  ...props
}: Own<ComponentProps<'select'>>) {
  const field = { name, label, description, optional, className }
  return (
    <FormField {...field}>
      {(control) => <NativeSelect {...props} {...control} value={control.value ?? ''} />}
    </FormField>
  )
}

export function CheckboxField({ name, label, description, className }: Omit<FieldProps, 'optional'>) {
  const { errors } = useFormState({ name })
  const id = useId()
  const message = messageOf(get(errors, name))
  const describedBy = [description && `${id}-hint`, message && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div data-slot="form-field" className={cn('flex gap-3', className)}>
      <Controller
        name={name}
        render={({ field: { value, onChange, ...field } }) => (
          <Checkbox
            id={id}
            aria-invalid={message ? true : undefined}
            aria-describedby={describedBy || undefined}
            checked={value === true}
            onCheckedChange={onChange}
            {...field}
          />
        )}
      />
      <div className="grid gap-0.5">
        <Label htmlFor={id}>{label}</Label>
        <FieldNotes id={id} description={description} message={message} />
      </div>
    </div>
  )
}

/** A named group of fields; `columns` from 640 px on. */
export function FieldSet({
  legend,
  description,
  columns = 1,
  children,
}: {
  legend: ReactNode
  description?: ReactNode
  columns?: 1 | 2
  children: ReactNode
}) {
  return (
    <fieldset data-slot="field-set" className="min-w-0">
      <legend className="text-base font-semibold">{legend}</legend>
      {description && <p className="mt-0.5 text-sm text-muted-foreground">{description}</p>}
      <div className={cn('mt-4 grid gap-5', columns === 2 && 'sm:grid-cols-2')}>{children}</div>
    </fieldset>
  )
}
