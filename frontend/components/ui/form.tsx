'use client'

import { useTranslations } from 'next-intl'
import { type ComponentProps, type ReactNode, useId, useRef } from 'react'
import {
  Controller,
  type ControllerRenderProps,
  type FieldValues,
  FormProvider,
  get,
  useFormContext,
  useFormState,
  type UseFormReturn,
} from 'react-hook-form'
import { applyProblem } from '@/lib/forms'
import { ApiProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { cn } from '@/lib/utils'
import { Alert } from './alert'
import { Button, type ButtonProps } from './button'
import { Checkbox } from './checkbox'
import { DateInput } from './date-input'
import { Input } from './input'
import { Label } from './label'
import { NativeSelect } from './native-select'
import { Textarea } from './textarea'

interface FormProps<V extends FieldValues, B extends FieldValues> extends Omit<ComponentProps<'form'>, 'onSubmit'> {
  form: UseFormReturn<V, unknown, B>
  /** Sends the body. What it throws is shown at the fields, or at the top of the form. */
  onSubmit: (body: B) => Promise<unknown>
}

/** One form: validates, sends once, keeps what was typed, and shows refusals where they belong. */
export function Form<V extends FieldValues, B extends FieldValues>({
  form,
  onSubmit,
  className,
  children,
  ...props
}: FormProps<V, B>) {
  const text = useProblemText()
  const busy = useRef(false)

  async function send(body: B) {
    if (busy.current) return
    busy.current = true
    try {
      await onSubmit(body)
    } catch (error) {
      if (error instanceof ApiProblem) error.shown = true
      const homeless = error instanceof ApiProblem ? applyProblem(form, error) : []
      const isAtFields = error instanceof ApiProblem && error.errors.length > homeless.length
      if (homeless.length > 0 || !isAtFields) {
        form.setError('root', { type: 'server', message: [text(error), ...homeless].join(' ') })
      }
    } finally {
      busy.current = false
    }
  }

  return (
    <FormProvider {...form}>
      <form
        data-slot="form"
        noValidate
        className={cn('grid gap-5', className)}
        onSubmit={(event) => {
          event.stopPropagation()
          void form.handleSubmit(send)(event)
        }}
        {...props}
      >
        {children}
      </form>
    </FormProvider>
  )
}

/** What concerns the whole form. Stands at its top; says nothing while all is well. */
export function FormProblem() {
  const { errors } = useFormState()
  const message = errors.root?.message
  return message ? <Alert variant="destructive">{message}</Alert> : null
}

/** Sends the form; refuses while it is being sent. */
export function SubmitButton(props: Omit<ButtonProps, 'type' | 'pending'>) {
  const { isSubmitting } = useFormState()
  return <Button type="submit" pending={isSubmitting} {...props} />
}

export interface FieldProps {
  /** Path in the body: `address.city`. */
  name: string
  label: ReactNode
  description?: ReactNode
  /** Marks the label; whether a value is needed is the schema's decision. */
  optional?: boolean
  className?: string
}

export type FieldControl = ControllerRenderProps<FieldValues, string> & {
  id: string
  'aria-invalid': true | undefined
  'aria-describedby': string | undefined
}

/** Label, control, hint and error of one field, joined for assistive technology. */
export function FormField({
  name,
  label,
  description,
  optional = false,
  className,
  children,
}: FieldProps & { children: (control: FieldControl) => ReactNode }) {
  const t = useTranslations('common')
  const { control } = useFormContext()
  const { errors } = useFormState({ name })
  const id = useId()
  const message = messageOf(get(errors, name))
  const describedBy = [description && `${id}-hint`, message && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div data-slot="form-field" className={cn('grid content-start gap-1.5', className)}>
      <Label htmlFor={id}>
        {label}
        {optional && <span className="font-normal text-muted-foreground">{t('optionalMark')}</span>}
      </Label>
      <Controller
        control={control}
        name={name}
        render={({ field }) => (
          <>
            {children({
              ...field,
              id,
              'aria-invalid': message ? true : undefined,
              'aria-describedby': describedBy || undefined,
            })}
          </>
        )}
      />
      <FieldNotes id={id} description={description} message={message} />
    </div>
  )
}

function FieldNotes({ id, description, message }: { id: string; description: ReactNode; message: string | undefined }) {
  return (
    <>
      {description && (
        <p id={`${id}-hint`} className="text-xs text-muted-foreground">
          {description}
        </p>
      )}
      {message && (
        <p id={`${id}-error`} data-slot="form-message" className="text-xs font-medium text-danger">
          {message}
        </p>
      )}
    </>
  )
}

/** The error of a field, or of the first part of it that has one. */
function messageOf(error: unknown): string | undefined {
  if (!error || typeof error !== 'object') return undefined
  const { message, root } = error as { message?: unknown; root?: { message?: unknown } }
  if (typeof message === 'string' && message) return message
  return typeof root?.message === 'string' ? root.message : undefined
}

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

/** Holds a number or, while blank, undefined. */
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
          onChange={(event) => control.onChange(event.target.value === '' ? undefined : Number(event.target.value))}
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
  const { control } = useFormContext()
  const { errors } = useFormState({ name })
  const id = useId()
  const message = messageOf(get(errors, name))
  const describedBy = [description && `${id}-hint`, message && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div data-slot="form-field" className={cn('flex gap-3', className)}>
      <Controller
        control={control}
        name={name}
        render={({ field: { value, onChange, ...field } }) => (
          <Checkbox
            id={id}
            aria-invalid={message ? true : undefined}
            aria-describedby={describedBy || undefined}
            checked={value === true}
            onCheckedChange={(checked) => onChange(checked === true)}
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
