import { useEffect, useRef } from 'react'
import {
  type DefaultValues,
  type FieldPath,
  type FieldValues,
  get,
  type Resolver,
  useForm,
  type UseFormReturn,
} from 'react-hook-form'
import type { z } from 'zod'
import type { ProblemCode } from '@hms/contract/problems'
import { onFirstReach } from './hooks.ts'
import { ApiProblem } from './problem.ts'

/** `/address/city` → `address.city` (RFC 6901; the contract's names hold no escapes but these). */
export function fieldOfPointer(pointer: string): string {
  return pointer
    .replace(/^#?\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
}

/** What a person left blank, as the contract says it: null, not an empty string. */
export function blankToNull(value: string | null | undefined): string | null {
  return value?.trim() ? value : null
}

const validators = () => Promise.all([import('@hookform/resolvers/zod'), import('@hms/contract/words')])

interface ContractForm<S extends z.ZodType, V extends FieldValues> {
  /** Brings the contract's schema, lazily: `() => import('@hms/contract/auth').then((m) => m.Login)`. */
  schema: () => Promise<S>
  defaultValues: DefaultValues<V>
  /** Turns what the fields hold into the body to send; field names have to stay where they are. */
  prepare?: (values: V) => z.input<S>
  /** Newer values from the API, for forms that edit; they replace what was not touched. */
  values?: V
}

/**
 * A form that validates with the contract's schema and submits what the API takes. The schema
 * arrives with its chunk when somebody reaches for the page, so that no page waits for zod.
 */
export function useContractForm<S extends z.ZodType, V extends FieldValues = z.input<S> & FieldValues>(
  options: ContractForm<S, V>,
): UseFormReturn<V, unknown, z.input<S> & FieldValues> {
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })
  useEffect(
    () =>
      onFirstReach(() => {
        void latest.current.schema()
        void validators()
      }),
    [],
  )

  const resolver: Resolver<V, unknown, z.input<S> & FieldValues> = async (values, context, fields) => {
    const { schema, prepare } = latest.current
    const [loaded, [{ zodResolver }, { inWords }]] = await Promise.all([schema(), validators()])
    const body = prepare ? prepare(values) : (values as unknown as z.input<S>)
    const check = zodResolver(loaded as never, { error: inWords }, { raw: true }) as unknown as Resolver<FieldValues>
    const result = await check(body as FieldValues, context, fields as never)
    const failed = Object.keys(result.errors).length > 0
    return (failed ? { values: {}, errors: result.errors } : { values: body, errors: {} }) as never
  }

  return useForm<V, unknown, z.input<S> & FieldValues>({
    resolver,
    defaultValues: options.defaultValues,
    ...(options.values ? { values: options.values, resetOptions: { keepDirtyValues: true } } : {}),
    mode: 'onTouched',
  })
}

/**
 * Puts the API's complaints at their fields and focuses the first of them.
 * Answers those that belong to no field of this form.
 */
export function applyProblem<V extends FieldValues, B>(
  form: Pick<UseFormReturn<V, unknown, B>, 'getValues' | 'setError'>,
  problem: ApiProblem,
): string[] {
  const values = form.getValues()
  const homeless: string[] = []
  let isFirst = true
  for (const { pointer, detail } of problem.errors) {
    const name = fieldOfPointer(pointer)
    if (name === '' || get(values, name) === undefined) {
      homeless.push(detail)
      continue
    }
    form.setError(name as FieldPath<V>, { type: 'server', message: detail }, { shouldFocus: isFirst })
    isFirst = false
  }
  return homeless
}

/** What differs from what is stored, so that only that is sent and recorded as changed. */
export function changesOf<V extends object>(stored: object, values: V): Partial<V> {
  const before = stored as Record<string, unknown>
  const changed = Object.entries(values).filter(
    ([name, value]) => JSON.stringify(value ?? null) !== JSON.stringify(before[name] ?? null),
  )
  return Object.fromEntries(changed) as Partial<V>
}

/**
 * Gives refusals that concern one field that field's pointer, so that `Form` shows them there:
 * `atField(() => create.mutateAsync(body), { 'email-taken': 'email' }, text)`.
 */
export async function atField<R>(
  deed: () => Promise<R>,
  fields: Partial<Record<ProblemCode, string>>,
  text: (error: unknown) => string,
): Promise<R> {
  try {
    return await deed()
  } catch (error) {
    const field = error instanceof ApiProblem && error.code !== 'offline' ? fields[error.code] : undefined
    if (!(error instanceof ApiProblem) || !field) throw error
    const { status, code, title, requestId } = error
    const errors = [{ pointer: `/${field.replaceAll('.', '/')}`, detail: text(error) }]
    throw new ApiProblem({ status, code, title, requestId, errors })
  }
}
