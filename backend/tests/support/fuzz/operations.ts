import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { statusOf } from '@hms/contract/problems'
import { buildOpenApi } from '../../../src/utils/openapi.ts'
import { problemsOf } from '../../../src/utils/openapiProblems.ts'

type Schema = Record<string, any>
export type Place = 'path' | 'query' | 'body'

export interface Operation {
  name: string
  endpoint: EndpointSpec
  /** One object schema for each part of the request that the document describes. */
  schemas: Partial<Record<Place, Schema>>
  documented: Set<number>
}

const document = buildOpenApi()

function parameters(list: Schema[], place: Place): Schema | undefined {
  const named = list.filter((each) => each.in === place)
  if (named.length === 0) return undefined
  return {
    type: 'object',
    properties: Object.fromEntries(named.map((each) => [each.name, each.schema])),
    required: named.filter((each) => each.required).map((each) => each.name),
  }
}

function describe(name: string, endpoint: EndpointSpec): Operation {
  const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
  const described = document.paths[path]![endpoint.method] as Schema
  const list = (described.parameters ?? []) as Schema[]
  return {
    name,
    endpoint,
    schemas: {
      path: parameters(list, 'path'),
      query: parameters(list, 'query'),
      body: described.requestBody?.content['application/json'].schema,
    },
    documented: new Set([
      endpoint.status ?? (endpoint.response || endpoint.reply ? 200 : 204),
      ...problemsOf(endpoint).map((code) => statusOf(code, endpoint)),
    ]),
  }
}

/** Every operation of the contract but streams, which stay open. */
export const operations: Operation[] = Object.entries(api)
  .flatMap(([domain, endpoints]) =>
    Object.entries<EndpointSpec>(endpoints).map(([verb, endpoint]) => describe(`${domain}.${verb}`, endpoint)),
  )
  .filter(({ endpoint }) => endpoint.reply !== 'event-stream')

const codes = (endpoint: EndpointSpec) => new Set<string>(problemsOf(endpoint))

/** What is wrong with an answer, in words; empty when it is one that the document foresees. */
export function wrongWith({ endpoint, documented }: Operation, status: number, type: string, text: string): string[] {
  if (status >= 500) return [`status ${status}`]
  if (!documented.has(status)) return [`status ${status} is not documented`]
  if (status === 204) return text === '' ? [] : ['204 with a body']
  if (status >= 400) {
    const problem = JSON.parse(text) as { code: string; status: number; requestId: string }
    return [
      ...(type.startsWith('application/problem+json') ? [] : [`${status} as ${type}`]),
      ...(problem.status === status && problem.requestId ? [] : ['a problem that is not whole']),
      ...(codes(endpoint).has(problem.code) ? [] : [`problem ${problem.code} is not documented`]),
    ]
  }
  if (endpoint.reply === 'document' || !endpoint.response) return []
  const parsed = endpoint.response.safeParse(JSON.parse(text))
  return parsed.success
    ? []
    : [`the reply does not fit: ${parsed.error.issues.map(({ path }) => path.join('.')).join()}`]
}
