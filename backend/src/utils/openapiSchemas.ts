import { z } from 'zod'

export type JsonSchema = { [key: string]: unknown }
type Direction = 'input' | 'output'

/** Schemas by a key of the caller's choice, in the direction in which each travels. */
export interface SchemaSet {
  /** What callers send: defaults may be left out. */
  input: Record<string, z.ZodType>
  /** What the API answers: defaults are filled in. */
  output: Record<string, z.ZodType>
}

export interface ConvertedSchemas {
  input: Record<string, JsonSchema>
  output: Record<string, JsonSchema>
  components: Record<string, JsonSchema>
}

/**
 * Turns zod schemas into JSON Schema 2020-12. Those named by `.meta({ id })` become components;
 * one that looks different in the two directions becomes two, the input's with the suffix `Input`.
 */
export function convertSchemas(schemas: SchemaSet): ConvertedSchemas {
  const input = convert(schemas.input, 'input')
  const output = convert(schemas.output, 'output')
  const split = differing(input.named, output.named)
  const inputName = (name: string) => (split.has(name) ? `${name}Input` : name)
  const components: Record<string, JsonSchema> = {}
  for (const [name, schema] of Object.entries(output.named)) components[name] = relink(schema, (id) => id)
  for (const [name, schema] of Object.entries(input.named)) components[inputName(name)] = relink(schema, inputName)
  return {
    input: mapValues(input.keyed, (schema) => relink(schema, inputName)),
    output: mapValues(output.keyed, (schema) => relink(schema, (id) => id)),
    components: Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** One conversion for all schemas of a direction, so that named ones are shared between them. */
function convert(schemas: Record<string, z.ZodType>, io: Direction) {
  const whole = z.toJSONSchema(z.object(schemas), { io, target: 'draft-2020-12', override: simplify })
  return {
    keyed: (whole.properties ?? {}) as Record<string, JsonSchema>,
    named: (whole.$defs ?? {}) as Record<string, JsonSchema>,
  }
}

/** Leaves out what a reader of the document has no use for, and adds what zod leaves out. */
function simplify({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }) {
  if (jsonSchema.format) delete jsonSchema.pattern
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  // Of a pipe, zod describes one end only: text that is cleaned and then has to be an e-mail address loses its format.
  const { def } = zodSchema._zod
  if (def.type !== 'pipe' || jsonSchema.type !== 'string') return
  const end = def.out._zod.def as { type: string; format?: string }
  if (end.type === 'string' && end.format) jsonSchema.format = end.format
}

/** Names whose schema differs between the directions, itself or in something that it refers to. */
function differing(input: Record<string, JsonSchema>, output: Record<string, JsonSchema>): Set<string> {
  const shared = Object.keys(input).filter((name) => name in output)
  const split = new Set(shared.filter((name) => JSON.stringify(input[name]) !== JSON.stringify(output[name])))
  for (let grown = true; grown;) {
    grown = false
    for (const name of shared) {
      if (split.has(name) || !references(input[name]).some((id) => split.has(id))) continue
      split.add(name)
      grown = true
    }
  }
  return split
}

const localReference = /^#\/\$defs\//

function references(schema: unknown): string[] {
  return [...JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].map((match) => match[1] as string)
}

/** A copy that refers to the document's components, by the name that `rename` gives. */
function relink<T>(schema: T, rename: (id: string) => string): T {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' && localReference.test(value)
      ? `#/components/schemas/${rename(value.replace(localReference, ''))}`
      : value,
  ) as T
}

function mapValues<T>(values: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]))
}
