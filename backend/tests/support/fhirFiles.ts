import { parseFile } from '../../src/services/importService/parse.ts'
import type { ImportedFile } from '../../src/services/importService/records.ts'
import { UnreadableFile } from '../../src/services/importService/unreadable.ts'
import { bundle, patient, practitioner, uuid } from './fhir.ts'

export const now = Temporal.Instant.from('2026-06-15T12:00:00Z')

/** References to the patient and the doctor of `record`. */
export const who = `urn:uuid:${uuid(1)}`
export const doctor = `urn:uuid:${uuid(2)}`

/** A patient and a doctor by UUID, and whatever belongs to them. */
export const record = (...resources: unknown[]) => bundle([patient(uuid(1)), practitioner(uuid(2)), ...resources])

export function parse(content: unknown, name = 'file.json'): ImportedFile {
  return parseFile(typeof content === 'string' ? content : JSON.stringify(content), name, now)
}

/** Why a file is refused; an error where it is taken, or fails in another way. */
export function refusal(content: unknown, name?: string): string {
  try {
    parse(content, name)
  } catch (error) {
    if (error instanceof UnreadableFile) return error.message
    throw error
  }
  throw new Error('The file was taken')
}

/** Counts by what they are of: `{ 'Encounter: without start': 1 }`. */
export function count(counts: ImportedFile['leftOut']): Record<string, number> {
  return Object.fromEntries(counts.map(({ type, detail, count: n }) => [detail ? `${type}: ${detail}` : type, n]))
}
