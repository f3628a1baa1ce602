import { readEntries, type Entry } from './bundle.ts'
import { collectHistories } from './histories.ts'
import { read } from './read.ts'
import type { DoctorRecord, ImportedFile, PatientRecord, RoleRecord } from './records.ts'
import { indexReferences, type ReferenceIndex } from './references.ts'
import * as fhir from './resources.ts'
import { roster, type Roster } from './roster.ts'
import { tally, type Tally } from './tally.ts'
import { collectVisits } from './visitEntries.ts'
import { clean, cut, wordsFor } from './wording.ts'

/** All that works on one file shares this. */
export interface Scope {
  entries: Entry[]
  index: ReferenceIndex
  note: Tally
  people: Roster
  now: Temporal.Instant
  /** The calendar date, for what is over or not yet there. */
  today: string
}

/** Types that are read; of the others nothing but their number is kept. */
const readTypes = new Set([
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Condition',
  'AllergyIntolerance',
  'MedicationRequest',
  'MedicationStatement',
  'Medication',
  'Encounter',
  'Appointment',
])

/**
 * The patients, doctors, histories and visits of a file of FHIR R4 (https://hl7.org/fhir/R4/), in our words.
 * The clock tells what lies ahead.
 *
 * @throws UnreadableFile, and nothing else, when any part of the file is not what it should be: such a file is
 * left out as a whole.
 */
export function parseFile(content: Uint8Array | string, fileName: string, now: Temporal.Instant): ImportedFile {
  const note = tally()
  const entries = readEntries(content, fileName, note)
  const today = now.toString().slice(0, 10)
  const index = indexReferences(entries)
  const scope: Scope = { entries, index, note, now, today, people: roster({ index, note, today }) }
  for (const entry of entries) {
    if (!readTypes.has(entry.type)) note.leaveOut(entry.type, 'a kind that the record does not keep')
    else if (entry.type === 'Medication') note.leaveOut(entry.type, 'read only where a prescription refers to it')
    else if (entry.type === 'Patient') scope.people.patient(entry)
    else if (entry.type === 'Practitioner') scope.people.doctor(entry)
  }
  const roles = collectRoles(scope)
  const visits = collectVisits(scope)
  const histories = collectHistories(scope)
  const patients = scope.people.patients.map(({ notes: _, ...details }, at): PatientRecord => ({
    ...details,
    medicalHistory: histories.ofPatients[at]!,
  }))
  const doctors: DoctorRecord[] = scope.people.doctors
  return { patients, doctors, visits, histories: histories.elsewhere, roles, ...note.result() }
}

/** Gives doctors of this file their specialization; returns what concerns doctors of other files. */
function collectRoles(scope: Scope): RoleRecord[] {
  const { entries, note, people } = scope
  return entries.flatMap((entry) => {
    if (entry.type !== 'PractitionerRole') return []
    const { practitioner, specialty = [] } = read(fhir.PractitionerRole, entry)
    const specialization = cut(specialty.map(wordsFor).map(clean).filter(Boolean).join(', '), 100)
    const doctor = practitioner && people.findDoctor(entry, practitioner)
    if (!doctor || !specialization) {
      note.leaveOut(entry.type, doctor ? 'without specialty' : 'without practitioner')
      return []
    }
    note.take(entry.type)
    if (doctor.at === 'elsewhere') return [{ doctor, specialization }]
    people.doctors[doctor.index]!.specialization ??= specialization
    return []
  })
}
