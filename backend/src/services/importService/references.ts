import { createHash } from 'node:crypto'
import { isUuid } from '../../utils/id.ts'
import type { Entry } from './bundle.ts'
import type { Elsewhere, Key } from './records.ts'
import type { Identifier, Reference } from './resources.ts'
import { UnreadableFile } from './unreadable.ts'

/** The system under which FHIR files URIs and UUIDs (RFC 3986). */
const URI = 'urn:ietf:rfc:3986'
/** Our own system, for resources that nothing else names. */
const CONTENT = 'urn:hms:imported'

/**
 * Kinds of identifier (HL7 table 0203) that are kept nowhere in the clear or that families share:
 * social security, driving licence, passport, tax, citizenship, birth certificate, insurance, account.
 */
const unfitTypes = new Set(
  'SS SB DL PPN TAX NIIP CZ BC DC MB SN SNBSN MC MA MI PC JHN HC BA CC AN AC ANON ANT'.split(' '),
)
const unfitSystems = [
  'http://hl7.org/fhir/sid/us-ssn',
  'urn:oid:2.16.840.1.113883.4.1',
  'http://standardhealthrecord.org/fhir/StructureDefinition/passportNumber',
]
/** OIDs of the driving licences of the states of the USA begin so. */
const DRIVING_LICENCES = 'urn:oid:2.16.840.1.113883.4.3.'

export interface ReferenceIndex {
  /**
   * The resource of this file that a reference means, or null.
   * @throws UnreadableFile for a contained resource that is not there.
   */
  find(from: Entry, reference: Reference): Entry | null
}

export function indexReferences(entries: readonly Entry[]): ReferenceIndex {
  const byUrl = new Map<string, Entry>()
  const byName = new Map<string, Entry | null>()
  const byIdentifier = new Map<string, Entry>()
  for (const entry of entries) {
    if (entry.fullUrl !== null) byUrl.set(plainUrl(entry.fullUrl), entry)
    if (entry.id !== null) {
      const name = `${entry.type}/${entry.id}`
      const other = byName.get(name)
      // Two servers' resources of one id: nobody can say which one is meant.
      byName.set(name, other === undefined || other?.fullUrl === entry.fullUrl ? entry : null)
    }
    for (const key of rawIdentifiers(entry)) byIdentifier.set(`${entry.type} ${key}`, entry)
  }
  const findReference = (from: Entry, reference: string): Entry | null => {
    const url = plainUrl(reference)
    if (isAbsolute(url)) return byUrl.get(url) ?? null
    const base = from.fullUrl?.match(/^(https?:\/\/.*\/)[A-Za-z]+\/[^/]+$/)?.[1]
    const query = conditional(reference)
    if (query) return byIdentifier.get(`${query.type} ${query.key.system}|${query.key.value}`) ?? null
    return (base && byUrl.get(base + url)) || byName.get(url) || null
  }
  return {
    find(from, { reference, identifier }) {
      if (reference?.startsWith('#')) return findContained(from, reference.slice(1))
      const found = reference ? findReference(from, reference) : null
      if (found || !identifier?.system || !identifier.value) return found
      const type = reference?.match(/^([A-Za-z]+)\//)?.[1]
      const types = type ? [type] : ['Patient', 'Practitioner', 'PractitionerRole', 'Medication']
      const key = `${identifier.system}|${identifier.value}`
      return types.map((name) => byIdentifier.get(`${name} ${key}`)).find((entry) => entry !== undefined) ?? null
    },
  }
}

/** A reference to something outside of the file, or null when it says nothing that could be looked up. */
export function elsewhere({ reference, identifier }: Reference): Elsewhere | null {
  const keys = identifier ? usableKeys([identifier]) : []
  const query = reference ? conditional(reference) : null
  if (query) keys.push(query.key)
  const url = reference && !query ? plainUrl(reference) : null
  if (url?.startsWith('urn:')) keys.push({ system: URI, value: url })
  const aliases = url && !url.startsWith('urn:') ? [url] : []
  if (keys.length === 0 && aliases.length === 0) return null
  return { at: 'elsewhere', reference: reference ?? 'an identifier', keys, aliases }
}

/**
 * What a resource can be found again by. Identifiers and UUIDs mean one thing everywhere. URLs and ids repeat from
 * maker to maker (`Patient/1`), so they count only together with `traits` of the one who is meant.
 */
export function keysOf(entry: Entry, identifiers: readonly Identifier[], traits: readonly string[]): Key[] {
  const keys = usableKeys(identifiers)
  const url = entry.fullUrl === null ? null : plainUrl(entry.fullUrl)
  if (url?.startsWith('urn:')) keys.push({ system: URI, value: url })
  if (entry.id !== null && isUuid(entry.id, { anyCase: true }))
    keys.push({ system: URI, value: `urn:uuid:${entry.id.toLowerCase()}` })
  if (keys.length === 0) {
    const name = url ?? (entry.id === null ? JSON.stringify(entry.resource) : `${entry.type}/${entry.id}`)
    keys.push({ system: CONTENT, value: digest([name, ...traits]) })
  }
  return keys.filter((key, at) => keys.findIndex((other) => sameKey(key, other)) === at)
}

/** By what other files that belong to this one may call the resource. */
export function aliasesOf(entry: Entry): string[] {
  const url = entry.fullUrl === null ? null : plainUrl(entry.fullUrl)
  const aliases = entry.id === null ? [] : [`${entry.type}/${entry.id}`]
  return url === null || url.startsWith('urn:') ? aliases : [...aliases, url]
}

export function sameKey(a: Key, b: Key): boolean {
  return a.system === b.system && a.value === b.value
}

function usableKeys(identifiers: readonly Identifier[]): Key[] {
  return identifiers.flatMap(({ use, type, system = '', value = '' }) => {
    const codes = type?.coding?.map(({ code }) => code ?? '') ?? []
    const unfit =
      use === 'old' ||
      use === 'temp' ||
      unfitSystems.includes(system) ||
      system.startsWith(DRIVING_LICENCES) ||
      codes.some((code) => unfitTypes.has(code))
    const fits = system.trim() !== '' && value.trim() !== '' && system.length <= 300 && value.length <= 300
    return unfit || !fits ? [] : [{ system: storable(system), value: storable(value) }]
  })
}

function rawIdentifiers({ resource: { identifier } }: Entry): string[] {
  if (!Array.isArray(identifier)) return []
  return identifier.flatMap((item: { system?: unknown; value?: unknown } | null) =>
    typeof item?.system === 'string' && typeof item.value === 'string' ? [`${item.system}|${item.value}`] : [],
  )
}

function findContained(from: Entry, id: string): Entry {
  const entry = from.contained.get(id)
  if (!entry) throw new UnreadableFile(`${from.label}: Broken reference to a contained resource, #${id.slice(0, 100)}`)
  return entry
}

/** `Practitioner?identifier=system|value`, as transactions may refer to what the server has. */
function conditional(reference: string): { type: string; key: Key } | null {
  const match = /^([A-Za-z]+)\?identifier=([^|&]+)(?:\||%7C)([^&]+)$/i.exec(reference)
  return match ? { type: match[1]!, key: { system: unescaped(match[2]!), value: unescaped(match[3]!) } } : null
}

function unescaped(text: string): string {
  try {
    return storable(decodeURIComponent(text))
  } catch {
    return storable(text)
  }
}

/** Without the version; UUIDs are the same in either case. */
function plainUrl(url: string): string {
  const plain = storable(url).replace(/\/_history\/[^/]*$/, '')
  return /^urn:uuid:/i.test(plain) ? plain.toLowerCase() : plain
}

function isAbsolute(url: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(url)
}

/** The database takes neither NUL nor half a character. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '').trim()
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
