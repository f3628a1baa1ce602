'use client'

import { type ComponentProps, useEffect, useRef } from 'react'
import { type FieldPath, type FieldValues, FormProvider, useFormState, type UseFormReturn } from 'react-hook-form'
import { applyProblem } from '@/lib/forms'
import { ApiProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { takeTypedEarly } from '@/lib/typed-early'
import { cn } from '@/lib/utils'
import { Alert } from './alert'
import { Button, type ButtonProps } from './button'

export * from './form-field'
export * from './form-fields'

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
  const element = useRef<HTMLFormElement>(null)
  const { setValue } = form
  useEffect(() => {
    const { values, wasSent } = takeTypedEarly(element.current!)
    for (const [name, value] of values) setValue(name as FieldPath<V>, value as never, { shouldDirty: true })
    if (wasSent) element.current!.requestSubmit()
  }, [setValue])

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
        ref={element}
        data-slot="form"
        noValidate
        className={cn('grid grid-cols-1 gap-5', className)}
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
