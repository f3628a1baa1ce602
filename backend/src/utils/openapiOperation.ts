import type { z } from 'zod'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { permissions } from '@hms/contract/permissions'
import { problemResponses } from './openapiProblems.ts'
import type { ConvertedSchemas, JsonSchema } from './openapiSchemas.ts'

/** An endpoint with its place in the contract: `patients`, `create`. */
export interface Operation {
  domain: string
  verb: string
  spec: EndpointSpec
}

/** `patientsCreate` */
export function operationId({ domain, verb }: Operation): string {
  return domain + verb.charAt(0).toUpperCase() + verb.slice(1)
}

/** Under which keys the operation's schemas are converted. */
export function schemaKeys(operation: Operation) {
  const id = operationId(operation)
  return { params: `${id}.params`, query: `${id}.query`, body: `${id}.body`, response: `${id}.response` }
}

/** The OpenAPI operation object. */
export function operationOf(operation: Operation, schemas: ConvertedSchemas) {
  const { domain, spec } = operation
  const keys = schemaKeys(operation)
  const parameters = [
    ...parametersOf('path', schemas.input[keys.params]),
    ...parametersOf('query', schemas.input[keys.query]),
    ...(spec.idempotent ? [idempotencyKey] : []),
  ]
  const body = schemas.input[keys.body]
  return {
    operationId: operationId(operation),
    tags: [domain],
    summary: spec.summary,
    description: whoMay(spec),
    ...(spec.permission === 'public' ? { security: publicSecurity(operation) } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? { requestBody: { required: !isOptional(spec.body), content: { 'application/json': { schema: body } } } }
      : {}),
    responses: {
      [String(successStatus(spec))]: success(spec, schemas.output[keys.response]),
      ...problemResponses(spec),
    },
  }
}

function parametersOf(place: 'path' | 'query', schema: JsonSchema | undefined) {
  const required = new Set((schema?.required ?? []) as string[])
  return Object.entries((schema?.properties ?? {}) as Record<string, JsonSchema>).map(([name, property]) => {
    const { description, ...rest } = property
    return {
      name,
      in: place,
      required: place === 'path' || required.has(name),
      ...(description ? { description } : {}),
      schema: rest,
    }
  })
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Chosen by the caller, one per intended deed; a repetition with the same key is answered like the first',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
}

/** The row of the permission table, in words. */
function whoMay({ permission }: EndpointSpec): string {
  if (permission === 'public') return 'Open to everybody.'
  const reaches = Object.entries(permissions[permission])
    .filter(([, reach]) => reach !== 'no')
    .map(([role, reach]) => `${role} (${reach})`)
  return `Needs \`${permission}\`: ${reaches.join(', ')}.`
}

function publicSecurity(operation: Operation) {
  return operationId(operation) === 'authRefresh' ? [{ refreshCookie: [] }] : []
}

function isOptional(schema: z.ZodType | undefined): boolean {
  return schema === undefined || schema.safeParse(undefined).success
}

function successStatus(spec: EndpointSpec): number {
  return spec.status ?? 200
}

function success(spec: EndpointSpec, schema: JsonSchema | undefined) {
  const reply = spec.reply ?? (schema ? 'json' : 'empty')
  switch (reply) {
    case 'json':
      return { description: spec.status === 201 ? 'Created' : 'Done', content: { 'application/json': { schema } } }
    case 'event-stream':
      return {
        description: 'A stream that stays open',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      }
    case 'document':
      return { description: 'The document', content: documentContent(spec.path) }
    case 'redirect':
      return { description: 'Leads on', headers: { Location: { schema: { type: 'string' }, required: true } } }
    case 'empty':
      return { description: 'Done; no body' }
  }
}

function documentContent(path: string) {
  return path.endsWith('.json')
    ? { 'application/json': { schema: { type: 'object' } } }
    : { 'text/html': { schema: { type: 'string' } } }
}
