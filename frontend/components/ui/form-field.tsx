'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useId } from 'react'
import { Controller, type ControllerRenderProps, type FieldValues, get, useFormState } from 'react-hook-form'
import { cn } from '@/lib/utils'
import { Label } from './label'

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
  const { errors } = useFormState({ name })
  const id = useId()
  const message = messageOf(get(errors, name))
  const describedBy = [description && `${id}-hint`, message && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div data-slot="form-field" className={cn('grid min-w-0 grid-cols-1 content-start gap-1.5', className)}>
      <Label htmlFor={id}>
        {label}
        {optional && <span className="font-normal text-muted-foreground">{t('optionalMark')}</span>}
      </Label>
      <Controller
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

/** Hint and error below a control. */
export function FieldNotes({
  id,
  description,
  message,
}: {
  id: string
  description: ReactNode
  message: string | undefined
}) {
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
export function messageOf(error: unknown): string | undefined {
  if (!error || typeof error !== 'object') return undefined
  const { message, root } = error as { message?: unknown; root?: { message?: unknown } }
  if (typeof message === 'string' && message) return message
  return typeof root?.message === 'string' ? root.message : undefined
}
