import type { EndpointSpec } from '@hms/contract/endpoint'
import { inWords } from '@hms/contract/words'
import type { Request } from 'express'
import type { z } from 'zod'
import type { Input } from '../utils/http.ts'
import { type FieldError, Problem } from '../utils/problem.ts'

type Part = 'params' | 'query' | 'body'

const escape = (part: PropertyKey) => String(part).replace(/~/g, '~0').replace(/\//g, '~1')

/** The most specific complaints: of a union that matches nowhere, those of the branch that came closest, or has fewest. */
function flatten(issue: z.core.$ZodIssue, path: PropertyKey[] = []): { path: PropertyKey[]; message: string }[] {
  const here = [...path, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...here, key], message: 'Not a field of this request' }))
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const closest = issue.errors.toSorted((a, b) => depth(b) - depth(a) || complaints(a) - complaints(b))[0]!
    return closest.flatMap((inner) => flatten(inner, here))
  }
  return [{ path: here, message: issue.message }]
}

const depth = (issues: z.core.$ZodIssue[]) => Math.max(...issues.map((issue) => issue.path.length))

const complaints = (issues: z.core.$ZodIssue[]) =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0)

function pointerFor(part: Part, path: PropertyKey[]): string {
  const prefix = part === 'body' ? [] : [part]
  return '/' + [...prefix, ...path].map(escape).join('/')
}

function parsePart(part: Part, schema: z.ZodType | undefined, value: unknown, errors: FieldError[]): unknown {
  if (!schema) return part === 'body' ? undefined : {}
  const parsed = schema.safeParse(value, { error: inWords })
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues.flatMap((issue) => flatten(issue))) {
    errors.push({ pointer: pointerFor(part, path), detail: message })
  }
  return undefined
}

/** An instant whose `+` was not encoded: in a query that stands for a blank. */
const bareInstant = /^(\d{4}-\d{2}-\d{2}T[\d:.]+) (\d{2}:\d{2})$/

/** A query as its sender means it: forms send fields that nobody filled in as empty ones. */
function plainQuery(schema: z.ZodObject | undefined, query: Request['query']): Record<string, unknown> {
  const meant = Object.entries(query).filter(
    ([name, value]) => value !== '' || !Object.hasOwn(schema?.shape ?? {}, name),
  )
  return Object.fromEntries(
    meant.map(([name, value]) => [name, typeof value === 'string' ? value.replace(bareInstant, '$1+$2') : value]),
  )
}

/**
 * Params, query and body of a request, parsed strictly: what the contract does not name is refused.
 * @throws Problem `invalid` naming every field at fault, none of the values.
 */
export function parseInput<E extends EndpointSpec>(endpoint: E, req: Request): Input<E> {
  const errors: FieldError[] = []
  const params = parsePart('params', endpoint.params, req.params, errors)
  const query = parsePart('query', endpoint.query, plainQuery(endpoint.query, req.query), errors)
  const body = parsePart('body', endpoint.body, req.body, errors)
  if (errors.length > 0) throw new Problem('invalid', { errors: errors.slice(0, 100) })
  return { params, query, body } as Input<E>
}
