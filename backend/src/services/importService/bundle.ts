import { z } from 'zod'
import type { Tally } from './tally.ts'
import { UnreadableFile } from './unreadable.ts'

/** A resource of any type, with what the file says about where it comes from. */
export interface Entry {
  /** For messages: `entry 12 (Condition/abc)`. */
  label: string
  fullUrl: string | null
  type: string
  id: string | null
  resource: Record<string, unknown>
  /** Resources inside of this one, by their id. */
  contained: Map<string, Entry>
}

/** FHIR's names of types and its ids (https://hl7.org/fhir/R4/datatypes.html#id). */
const Resource = z.looseObject({
  resourceType: z.string().regex(/^[A-Z][A-Za-z]{1,63}$/, 'not the name of a resource type'),
  id: z.string().min(1).max(200).optional(),
  contained: z.array(z.unknown()).optional(),
})

const Bundle = z.object({
  type: z.string(),
  entry: z.array(z.object({ fullUrl: z.string().max(2000).optional(), resource: z.unknown().optional() })).optional(),
})

/** Kinds of bundle whose entries are resources as they stand; a history or a response is something else. */
const bundleTypes = ['transaction', 'batch', 'collection', 'searchset', 'document', 'message']

/** Bundles hold bundles at most in searches for bundles; deeper is a mistake or an attack. */
const MAX_DEPTH = 3

/**
 * The resources of a file: a bundle, a single resource, or (`.ndjson`) one of these on each line.
 *
 * @throws UnreadableFile when it is not text, not JSON or not FHIR.
 */
export function readEntries(content: Uint8Array | string, fileName: string, note: Tally): Entry[] {
  const text = (typeof content === 'string' ? content : decode(content)).replace(/^\uFEFF/, '')
  if (text.trim() === '') throw new UnreadableFile('The file is empty')
  if (!/\.ndjson$/i.test(fileName)) return unpack(parseJson(text, ''), { fullUrl: null, place: '', depth: 0, note })
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    return unpack(parseJson(line, `line ${index + 1}: `), { fullUrl: null, place: `line ${index + 1}`, depth: 0, note })
  })
}

/** The first thing that is wrong with a value, by place and without the value itself, which may be a patient's. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]!
  const place = issue.path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text && '.'}${String(part)}`),
    '',
  )
  return place ? `${place}: ${issue.message}` : issue.message
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new UnreadableFile('Not text in UTF-8')
  }
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text, which may be a patient's.
    throw new UnreadableFile(`${place}Not JSON, or cut off`)
  }
}

interface Where {
  fullUrl: string | null
  /** For messages; empty for a file that is one resource. */
  place: string
  depth: number
  note: Tally
}

function unpack(value: unknown, { fullUrl, place, depth, note }: Where): Entry[] {
  const entry = toEntry(value, fullUrl, place, true)
  if (entry.type !== 'Bundle') return [entry]
  if (depth === MAX_DEPTH) throw new UnreadableFile(`${entry.label}: Bundles within bundles within bundles`)
  const bundle = Bundle.safeParse(value)
  if (!bundle.success) throw new UnreadableFile(`${entry.label}: ${firstIssue(bundle.error)}`)
  if (!bundleTypes.includes(bundle.data.type)) {
    throw new UnreadableFile(`${entry.label}: A bundle of another type than ${bundleTypes.join(', ')}`)
  }
  return (bundle.data.entry ?? []).flatMap(({ fullUrl: url = null, resource }, index) => {
    const inner = { fullUrl: url, place: `${place && `${place}, `}entry ${index + 1}`, depth: depth + 1, note }
    if (resource !== undefined) return unpack(resource, inner)
    // A request to delete or to fetch.
    note.leaveOut('Bundle', 'entry without a resource')
    return []
  })
}

function toEntry(value: unknown, fullUrl: string | null, place: string, withContained: boolean): Entry {
  const resource = Resource.safeParse(value)
  if (!resource.success) throw new UnreadableFile(`${place && `${place}: `}Not FHIR: ${firstIssue(resource.error)}`)
  const { resourceType: type, id = null } = resource.data
  const name = id === null ? type : `${type}/${id}`
  const label = place ? `${place} (${name})` : name
  const inner = withContained ? (resource.data.contained ?? []) : []
  const contained = new Map<string, Entry>()
  for (const item of inner) {
    const entry = toEntry(item, null, `${label}, contained`, false)
    if (entry.id !== null) contained.set(entry.id, entry)
  }
  return { label, fullUrl, type, id, resource: resource.data, contained }
}
