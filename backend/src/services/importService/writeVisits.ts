import type { WriteTx } from '../../config/database.ts'
import * as Appointment from '../../models/Appointment.ts'
import * as ExternalIdentifier from '../../models/ExternalIdentifier.ts'
import { addVisitIfFree, addVisits, type ImportedVisit } from '../../models/ImportedRecord.ts'
import { toWallTime } from '../../utils/time.ts'
import type { Links } from './links.ts'
import type { Key, Link, VisitRecord } from './records.ts'
import type { Tally } from './tally.ts'
import type { Changes, Fates } from './writeFile.ts'

interface Scope {
  tx: WriteTx
  note: Tally
  fates: Fates
  links: Links
  changes: Changes
  withoutStrangers: boolean
}

interface Planned {
  keys: Key[]
  visit: ImportedVisit
}

/** Adds the visits that are not known yet. */
export async function writeVisits(
  scope: Scope,
  visits: readonly VisitRecord[],
  { timeZone }: { timeZone: string },
): Promise<void> {
  const { fates } = scope
  const known = await knownKeys(scope.tx, visits)
  const byPatient = new Map<string, Planned[]>()
  for (const record of visits) {
    if (record.keys.some((key) => known.has(nameOf(key)))) {
      fates.visits.unchanged++
      continue
    }
    for (const key of record.keys) known.add(nameOf(key))
    const patientId = await scope.links.require('Patient', record.patient)
    const doctorId = await findDoctor(scope, record.doctor)
    if (!doctorId) {
      scope.note.leaveOut('Encounter', 'its practitioner is in no file')
      continue
    }
    const visit = { ...record, doctorId, timeZone, localStart: toWallTime(record.start, timeZone) }
    byPatient.set(patientId, [...(byPatient.get(patientId) ?? []), { keys: record.keys, visit }])
  }
  await awaitTurns(scope.tx, byPatient)
  for (const [patientId, planned] of byPatient) await writeOf(scope, patientId, planned)
}

/** Lets people who book at this moment finish, for the visits that lie ahead. */
async function awaitTurns(tx: WriteTx, byPatient: ReadonlyMap<string, readonly Planned[]>): Promise<void> {
  const ids = [...byPatient].flatMap(([patientId, planned]) =>
    planned.flatMap(({ visit }) => (visit.status === 'booked' ? [patientId, visit.doctorId] : [])),
  )
  if (ids.length > 0) Appointment.takeTurns(tx, ids)
}

async function writeOf(scope: Scope, patientId: string, planned: readonly Planned[]): Promise<void> {
  const { tx, note, fates, changes } = scope
  const ahead = planned.filter(({ visit }) => visit.status === 'booked')
  const behind = planned.filter(({ visit }) => visit.status !== 'booked')
  const ids =
    behind.length > 0
      ? await addVisits(
          tx,
          patientId,
          behind.map(({ visit }) => visit),
        )
      : []
  const identifiers = behind.flatMap(({ keys }, at) => keys.map((key) => ({ ...key, resourceId: ids[at]! })))
  for (const { keys, visit } of ahead) {
    const id = await addVisitIfFree(tx, patientId, visit)
    if (id) identifiers.push(...keys.map((key) => ({ ...key, resourceId: id })))
    else note.leaveOut('Encounter', 'doctor or patient is taken at that time')
  }
  if (identifiers.length === 0) return
  await ExternalIdentifier.insert(tx, 'Encounter', identifiers)
  fates.visits.added += new Set(identifiers.map(({ resourceId }) => resourceId)).size
  const change = changes.get(patientId) ?? ({ action: 'U', version: undefined, changedFields: [] } as const)
  changes.set(patientId, { ...change, changedFields: [...change.changedFields, 'appointments'] })
}

/**
 * The doctor of a visit, or null when it may be left out for want of one.
 * @throws UnknownReference
 */
async function findDoctor({ links, withoutStrangers }: Scope, doctor: Link): Promise<string | null> {
  // A UUID names something that has to be there; a URL may well lead to another server.
  const isLoose = doctor.at === 'elsewhere' && !doctor.reference.startsWith('urn:')
  if (withoutStrangers && isLoose) return links.find('Practitioner', doctor)
  return links.require('Practitioner', doctor)
}

async function knownKeys(tx: WriteTx, visits: readonly VisitRecord[]): Promise<Set<string>> {
  const keys = visits.flatMap((visit) => visit.keys)
  return new Set((await ExternalIdentifier.find(tx, 'Encounter', keys)).map(nameOf))
}

const nameOf = ({ system, value }: Key) => JSON.stringify([system, value])
