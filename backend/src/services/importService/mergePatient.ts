import type { MedicalHistory } from '@hms/contract/patients'
import type { WriteTx } from '../../config/database.ts'
import { setDeceased } from '../../models/ImportedRecord.ts'
import * as Patient from '../../models/Patient.ts'
import { Problem } from '../../utils/problem.ts'
import { searchText } from '../../utils/searchText.ts'
import { type HistoryCounts, mergeHistory } from './mergeHistory.ts'
import type { PatientRecord } from './records.ts'
import { UnreadableFile } from './unreadable.ts'

/** What the audit row of a patient says. */
export interface Change {
  action: 'C' | 'U'
  /** Undefined where only other tables were written. */
  version: number | undefined
  changedFields: string[]
}

export interface Written {
  change: Change
  history: HistoryCounts
}

/** Adds a patient, or fills in what the known one lacks. */
export async function mergePatient(
  tx: WriteTx,
  record: PatientRecord,
  knownId: string | null,
): Promise<{ id: string; written: Written }> {
  if (!knownId) return addPatient(tx, record)
  const known = (await Patient.find(tx, knownId))!
  checkSamePerson(known, record)
  return { id: knownId, written: await fillIn(tx, known, fieldsOf(record), record.medicalHistory, record.deceasedOn) }
}

/** Adds entries to the history of a known patient. */
export async function addToHistory(tx: WriteTx, id: string, history: MedicalHistory): Promise<Written> {
  return fillIn(tx, (await Patient.find(tx, id))!, {}, history, null)
}

async function addPatient(tx: WriteTx, record: PatientRecord): Promise<{ id: string; written: Written }> {
  const { history, counts, changed } = mergeHistory(null, record.medicalHistory)
  const fields = { ...fieldsOf(record), medicalHistory: changed ? JSON.stringify(history) : null }
  const { id } = Patient.insert(tx, fields)
  if (record.deceasedOn) await setDeceased(tx, id, record.deceasedOn)
  const changedFields = Object.entries({ ...fields, deceasedOn: record.deceasedOn }).flatMap(([field, value]) =>
    value === null ? [] : [field],
  )
  return {
    id,
    written: { change: { action: 'C', version: record.deceasedOn ? 2 : 1, changedFields }, history: counts },
  }
}

async function fillIn(
  tx: WriteTx,
  known: Patient.PatientRecord,
  fields: Partial<Patient.PatientFields>,
  incoming: MedicalHistory,
  deceasedOn: string | null,
): Promise<Written> {
  const parsed = known.medicalHistory === null ? null : (JSON.parse(known.medicalHistory) as MedicalHistory)
  const { history, counts, changed } = mergeHistory(parsed, incoming)
  const blanks = Object.entries(fields).filter(
    ([field, value]) => value !== null && known[field as keyof Patient.PatientFields] === null,
  )
  const changes: Partial<Patient.PatientFields> = Object.fromEntries(blanks)
  if (changed) changes.medicalHistory = JSON.stringify(history)
  const changedFields = Object.keys(changes)
  let version = known.version
  if (changedFields.length > 0) {
    if (!(await Patient.update(tx, known.id, version, changes, null))) throw new Problem('edit-conflict')
    version++
  }
  if (deceasedOn && (await setDeceased(tx, known.id, deceasedOn))) {
    version++
    changedFields.push('deceasedOn')
  }
  return { change: { action: 'U', version, changedFields }, history: counts }
}

function fieldsOf(record: PatientRecord): Patient.PatientFields {
  const json = (value: object | null) => (value === null ? null : JSON.stringify(value))
  return {
    firstName: record.firstName,
    lastName: record.lastName,
    dateOfBirth: record.dateOfBirth,
    gender: record.gender,
    email: record.email,
    phone: record.phone,
    address: json(record.address),
    emergencyContact: json(record.emergencyContact),
    medicalHistory: null,
  }
}

/**
 * One number on two people is a mistake of whoever gave it out, and mixing their records could kill. A name may change
 * and a birth date may be mended, but not both at once.
 */
function checkSamePerson(known: Patient.PatientRecord, record: PatientRecord): void {
  const bothBorn = known.dateOfBirth !== null && record.dateOfBirth !== null
  if (!bothBorn || known.dateOfBirth === record.dateOfBirth) return
  if (searchText(known.lastName) === searchText(record.lastName)) return
  throw new UnreadableFile('A patient has the identifier of somebody with another name and another birth date')
}
