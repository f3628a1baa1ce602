import type { z } from 'zod'
import type { Permission } from './permissions.ts'
import type { ProblemCode } from './problems.ts'

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete'

/**
 * What a reply may be: a JSON body with a schema, nothing (204), a server-sent event stream, a document that the API serves
 * as it is, or a redirect for a browser that opens the address as a page. To such a browser problems are told by a page, too.
 */
export type ReplyKind = 'json' | 'empty' | 'event-stream' | 'document' | 'redirect'

/**
 * What of an operation is scarce, so that each person may do it only so often in an hour: to open a patient's record, to
 * look for somebody, to take data away as a file.
 */
export type Effort = 'record' | 'search' | 'export'

/** How long a proof of who is asking stays fresh, in minutes; kept by the database's clock. */
export const STEP_UP_MINUTES = 10

/**
 * One operation of the API. Declared once, used by the router, the typed client, the forms,
 * the OpenAPI document and the tests.
 */
export interface EndpointSpec {
  method: Method
  /** Below `/api`, in Express notation: `/patients/:id`. */
  path: string
  /** Who may call it; `public` needs no sign-in. An endpoint without a permission does not start. */
  permission: Permission | 'public'
  summary: string
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  response?: z.ZodType
  /** Defaults to `json` when there is a response schema, else to `empty`. */
  reply?: ReplyKind
  /** Status of success; 200 unless told. */
  status?: 200 | 201 | 204 | 303
  /** Problems that this operation can answer with, beside those that every operation can. */
  problems?: readonly ProblemCode[]
  /** Whether a successful reply shows patient data, so that refusals are recorded as such. */
  disclosesPatientData?: boolean
  /**
   * Whether it takes a fresh proof of who is asking (password or second factor within `STEP_UP_MINUTES`): for changes of
   * rights and of what guards them, for exports and for keys.
   */
  stepUp?: boolean
  /** Open also to a session that still lacks the second factor which its role has to have. */
  beforeSecondFactor?: boolean
  /** Whether the operation honours the `Idempotency-Key` header. */
  idempotent?: boolean
  /** Counted against what one person may do in an hour. */
  effort?: Effort
}

/** Checks the declaration and keeps its exact type, so that paths and schemas reach both ends. */
export function endpoint<const E extends EndpointSpec>(spec: E): E {
  return spec
}

export type ParamsOf<E extends EndpointSpec> = E['params'] extends z.ZodType
  ? z.output<E['params']>
  : Record<never, never>
export type QueryOf<E extends EndpointSpec> = E['query'] extends z.ZodType ? z.output<E['query']> : Record<never, never>
export type BodyOf<E extends EndpointSpec> = E['body'] extends z.ZodType ? z.output<E['body']> : undefined
export type ReplyOf<E extends EndpointSpec> = E['response'] extends z.ZodType
  ? z.output<E['response']>
  : E['reply'] extends 'redirect'
    ? string
    : undefined

/** What a caller hands over, before defaults are filled in. */
export type QueryInput<E extends EndpointSpec> = E['query'] extends z.ZodType
  ? z.input<E['query']>
  : Record<never, never>
export type BodyInput<E extends EndpointSpec> = E['body'] extends z.ZodType ? z.input<E['body']> : undefined
