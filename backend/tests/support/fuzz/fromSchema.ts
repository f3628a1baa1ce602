import fc from 'fast-check'
import { buildOpenApi } from '../../../src/utils/openapi.ts'

type Schema = Record<string, any>
const components = buildOpenApi().components.schemas as Record<string, Schema>

/** What a name asks for beyond what a schema can say of it. */
const known: [RegExp, fc.Arbitrary<unknown>][] = [
  [/email$/i, fc.uuid().map((tag) => `p${tag}@fuzz.example`)],
  [/timeZone$/i, fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC')],
  [/phone$/i, fc.constantFrom('+1 555 010 1234', '(555) 010-1234', '0301234567')],
  [/^totp$/, fc.integer({ min: 0, max: 999_999 }).map((code) => String(code).padStart(6, '0'))],
  [/password$/i, fc.uuid().map((tag) => `Lanterns ${tag}`)],
]

const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
const formats: Record<string, fc.Arbitrary<string>> = {
  uuid: fc.uuid(),
  date: day.map((date) => date.toISOString().slice(0, 10)),
  'date-time': fc
    .tuple(day, fc.constantFrom('Z', '+01:00', '-05:30'))
    .map(([date, offset]) => date.toISOString().slice(0, 19) + offset),
  time: fc.constantFrom('00:00', '09:30', '23:59'),
  email: fc.uuid().map((tag) => `p${tag}@fuzz.example`),
  uri: fc.constant('https://hospital.example/x'),
}

function text(schema: Schema, ids: string[]): fc.Arbitrary<string> {
  if (schema.format === 'uuid' && ids.length > 0) return fc.oneof(fc.constantFrom(...ids), formats.uuid!)
  if (schema.format && formats[schema.format]) return formats[schema.format]!
  if (schema.pattern) {
    for (const flags of ['u', '']) {
      try {
        const fitting = fc.stringMatching(new RegExp(schema.pattern, flags))
        // A pattern says nothing of the length; where much is asked for, several that fit will mostly fit together.
        const { minLength = 0, maxLength = 1000 } = schema as { minLength?: number; maxLength?: number }
        if (minLength < 8) return fitting
        const many = fc.array(fitting, { minLength, maxLength: minLength + 20 })
        return many.map((parts) => parts.join('').slice(0, maxLength))
      } catch {
        // What fast-check cannot turn round is tried with plain words, of which few will fit.
      }
    }
  }
  const minLength = schema.minLength ?? 0
  const maxLength = Math.max(minLength, Math.min(schema.maxLength ?? 40, minLength + 40))
  return fc.oneof(
    fc.string({ minLength, maxLength, unit: fc.constantFrom(...'abcXYZ äßø-’字') }),
    fc.string({ minLength, maxLength, unit: 'grapheme' }),
  )
}

function object(schema: Schema, ids: string[], depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
  const model = Object.fromEntries(
    properties.map(([name, property]) => [
      name,
      known.find(([pattern]) => pattern.test(name))?.[1] ?? fromSchema(property, ids, depth + 1),
    ]),
  )
  return fc.record(model, { requiredKeys: schema.required ?? [], noNullPrototype: true })
}

/** Values that a JSON Schema of the OpenAPI document describes; `ids` are those of rows that there are. */
export function fromSchema(schema: Schema, ids: string[] = [], depth = 0): fc.Arbitrary<unknown> {
  if (schema.$ref) return fromSchema(components[schema.$ref.split('/').at(-1)]!, ids, depth)
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map((each: Schema) => fromSchema(each, ids, depth)))
  if (schema.allOf) return fromSchema(Object.assign({}, ...schema.allOf, { ...schema, allOf: undefined }), ids, depth)
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type: string) => fromSchema({ ...schema, type }, ids, depth)))
  switch (schema.type) {
    case 'string':
      return text(schema, ids)
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: Math.min(schema.maximum ?? 1000, 1_000_000) })
    case 'number':
      return fc.integer({ min: schema.minimum ?? -1000, max: Math.min(schema.maximum ?? 1000, 1_000_000) })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array': {
      const minLength = schema.minItems ?? 0
      const maxLength = Math.max(minLength, Math.min(schema.maxItems ?? 3, 3))
      return fc.array(fromSchema(schema.items ?? {}, ids, depth + 1), { minLength, maxLength })
    }
    case 'object':
      return object(schema, ids, depth)
    default:
      return fc.constantFrom(null, 1, 'x', true)
  }
}
