import { db, type WriteTx } from '../../config/database.ts'
import * as ExternalIdentifier from '../../models/ExternalIdentifier.ts'
import * as Settings from '../../models/Settings.ts'
import type { Context } from '../../utils/context.ts'
import { audit } from '../auditService.ts'
import { type Links, linksOf, type RunAliases } from './links.ts'
import { addToHistory, type Change, mergePatient, type Written } from './mergePatient.ts'
import { mergeDoctor, specializeDoctor } from './mergeDoctor.ts'
import type { ImportedFile } from './records.ts'
import { type Counted, tally } from './tally.ts'
import { writeVisits } from './writeVisits.ts'

/** What became of the records of one kind. */
export interface Fate {
  added: number
  merged: number
  unchanged: number
}

export const kinds = ['patients', 'doctors', 'visits', 'allergies', 'conditions', 'medications'] as const
export type Kind = (typeof kinds)[number]
export type Fates = Record<Kind, Fate>

export interface FileOutcome {
  fates: Fates
  /** Left out while writing, on top of what was left out while reading. */
  leftOut: Counted[]
}

export function noFates(): Fates {
  const fate = (): Fate => ({ added: 0, merged: 0, unchanged: 0 })
  return Object.fromEntries(kinds.map((kind) => [kind, fate()])) as Fates
}

export function addFates(total: Fates, more: Fates): void {
  for (const kind of kinds) {
    for (const fate of ['added', 'merged', 'unchanged'] as const) total[kind][fate] += more[kind][fate]
  }
}

export interface WriteOptions {
  aliases: RunAliases
  /** Leave out visits whose doctor is nowhere, instead of waiting for the doctor to come. */
  withoutStrangers: boolean
}

/**
 * Writes the records of one file in one transaction: all of them, or none.
 *
 * @throws UnknownReference when something belongs to a person who is not known (yet); UnreadableFile when identifiers
 * contradict each other.
 */
export async function writeFile(ctx: Context, file: ImportedFile, options: WriteOptions): Promise<FileOutcome> {
  const { outcome, links } = await db.write(ctx.identity, async (tx) => {
    await ExternalIdentifier.takeTurn(tx)
    const fates = noFates()
    const note = tally()
    const resolved = linksOf(tx, options.aliases)
    await writeDoctors(tx, ctx, file, resolved, fates)
    const changes = await writePatients(tx, file, resolved, fates)
    await writeVisits({ tx, note, fates, links: resolved, changes, ...options }, file.visits, await Settings.get(tx))
    for (const { doctor, specialization } of file.roles) {
      const id = await resolved.find('Practitioner', doctor)
      if (!id || !(await specializeDoctor(tx, id, specialization)))
        note.leaveOut('PractitionerRole', 'adds nothing that is known')
    }
    countPatients(file, changes, fates)
    await recordChanges(tx, ctx, changes)
    return { outcome: { fates, leftOut: note.result().leftOut }, links: resolved }
  })
  // Only what is committed may be referred to by other files.
  links.publish()
  return outcome
}

async function writeDoctors(tx: WriteTx, ctx: Context, file: ImportedFile, links: Links, fates: Fates): Promise<void> {
  for (const doctor of file.doctors) {
    const { id, fate } = await mergeDoctor(tx, doctor, await links.findRecord('Practitioner', doctor.keys), ctx.now)
    await links.add('Practitioner', doctor, id)
    fates.doctors[fate]++
    if (fate === 'unchanged') continue
    const action = fate === 'added' ? 'C' : 'U'
    await audit(tx, ctx, { action, operation: 'doctor.import', resourceType: 'Practitioner', resource: { id } })
  }
}

/** What happened to each patient whom the file concerns, by id. */
export type Changes = Map<string, Change>

async function writePatients(tx: WriteTx, file: ImportedFile, links: Links, fates: Fates): Promise<Changes> {
  const changes: Changes = new Map()
  const note = (id: string, { change, history }: Written) => {
    const known = changes.get(id)
    const changedFields = [...new Set([...(known?.changedFields ?? []), ...change.changedFields])]
    changes.set(id, { action: known?.action === 'C' ? 'C' : change.action, version: change.version, changedFields })
    for (const list of ['allergies', 'conditions', 'medications'] as const) {
      fates[list].added += history[list].added
      fates[list].unchanged += history[list].unchanged
    }
  }
  for (const patient of file.patients) {
    const { id, written } = await mergePatient(tx, patient, await links.findRecord('Patient', patient.keys))
    await links.add('Patient', patient, id)
    note(id, written)
  }
  for (const { patient, medicalHistory } of file.histories) {
    const id = await links.require('Patient', patient)
    note(id, await addToHistory(tx, id, medicalHistory))
  }
  return changes
}

/** Counts people; a person whom the file names twice is one that was merged. */
function countPatients(file: ImportedFile, changes: Changes, fates: Fates): void {
  for (const { action, changedFields } of changes.values()) {
    fates.patients[action === 'C' ? 'added' : changedFields.length > 0 ? 'merged' : 'unchanged']++
  }
  fates.patients.merged += Math.max(0, file.patients.length + file.histories.length - changes.size)
}

/** One row for each patient who was written, and one for those who were only compared. */
async function recordChanges(tx: WriteTx, ctx: Context, changes: Changes): Promise<void> {
  const compared = [...changes].filter(([, change]) => change.action === 'U' && change.changedFields.length === 0)
  for (const [id, { action, version, changedFields }] of changes) {
    if (action === 'U' && changedFields.length === 0) continue
    await audit(tx, ctx, {
      action,
      operation: 'patient.import',
      resourceType: 'Patient',
      resource: { id, version },
      patientIds: [id],
      changedFields,
    })
  }
  if (compared.length > 0) {
    const patientIds = compared.map(([id]) => id)
    await audit(tx, ctx, { action: 'R', operation: 'patient.import', resourceType: 'Patient', patientIds })
  }
  tx.withoutAudit('what else a file holds concerns nobody')
}
