import { CreatePatient } from '@hms/contract/patients'
import type { Entry } from './bundle.ts'
import { chooseAddress, chooseContact, chooseEmail, chooseName, choosePhone } from './demographics.ts'
import { read } from './read.ts'
import type { DoctorRecord, PatientRecord } from './records.ts'
import { aliasesOf, keysOf } from './references.ts'
import * as fhir from './resources.ts'
import type { Tally } from './tally.ts'
import { UnreadableFile } from './unreadable.ts'
import { clean, cut } from './wording.ts'

export type PatientDetails = Omit<PatientRecord, 'medicalHistory'> & { notes: string[] }

/** @throws UnreadableFile for a patient without any name, whom nobody could recognise. */
export function toPatient(entry: Entry, today: string, note: Tally): PatientDetails {
  const patient = read(fhir.Patient, entry)
  const name = chooseName(patient.name ?? [], today, note, 'Patient')
  if (!name) throw new UnreadableFile(`${entry.label}: A patient without any name`)
  const notes: string[] = []
  const dateOfBirth = birthDate(patient.birthDate, notes, note)
  // Names alone don't tell people apart: without a birth date only the same content is the same person.
  const traits = [name.lastName, name.firstName, dateOfBirth ?? JSON.stringify(entry.resource)]
  return {
    keys: keysOf(entry, patient.identifier ?? [], traits),
    aliases: aliasesOf(entry),
    ...name,
    dateOfBirth,
    gender: patient.gender ?? null,
    deceasedOn: deathDate(patient, notes, note),
    phone: choosePhone(patient.telecom ?? [], today, note),
    email: chooseEmail(patient.telecom ?? [], today, note),
    address: chooseAddress(patient.address ?? [], today, note),
    emergencyContact: chooseContact(patient.contact ?? [], today, note),
    notes,
  }
}

function birthDate(written: string | undefined, notes: string[], note: Tally): string | null {
  if (!written) return null
  const valid = CreatePatient.shape.dateOfBirth.safeParse(written)
  if (valid.success) return valid.data
  const partial = written.length < 10
  note.adapt(
    'Patient',
    partial ? 'birth date known in part: kept in the notes' : 'impossible birth date kept in the notes',
  )
  notes.push(partial ? `Born in ${written}; the day is not known.` : `Birth date as received: ${written}.`)
  return null
}

function deathDate({ deceasedBoolean, deceasedDateTime }: fhir.Patient, notes: string[], note: Tally): string | null {
  if (!deceasedDateTime && !deceasedBoolean) return null
  const date = CreatePatient.shape.dateOfBirth.safeParse(deceasedDateTime?.slice(0, 10))
  if (date.success) return date.data
  note.adapt('Patient', 'date of death not known to the day: kept in the notes')
  notes.push(deceasedDateTime ? `Date of death as received: ${deceasedDateTime}.` : 'Deceased; the date is not known.')
  return null
}

/** A practitioner, or null when it is counted as left out. */
export function toDoctor(entry: Entry, today: string, note: Tally): DoctorRecord | null {
  const practitioner = read(fhir.Practitioner, entry)
  const name = chooseName(practitioner.name ?? [], today, note, 'Practitioner')
  if (!name) {
    note.leaveOut('Practitioner', 'without name')
    return null
  }
  return {
    keys: keysOf(entry, practitioner.identifier ?? [], [name.lastName, name.firstName]),
    aliases: aliasesOf(entry),
    ...name,
    specialization: null,
    licenseNumber: licenseNumber(practitioner),
  }
}

const NPI = 'http://hl7.org/fhir/sid/us-npi'
/** HL7 table 0203: medical licence, and numbers that registers of doctors give. */
const licenceTypes = ['MD', 'DO', 'LN', 'RRI', 'DEA', 'PRN', 'NPI']

/** The number of a licence to practise, else of a register of doctors. */
function licenseNumber({ identifier = [], qualification = [] }: fhir.Practitioner): string | null {
  const current = identifier.filter(({ use, value }) => use !== 'old' && clean(value) !== '')
  const licence = qualification
    .flatMap(({ identifier: numbers = [] }) => numbers)
    .find(({ value }) => clean(value) !== '')
  const typed = current.find(({ type }) => type?.coding?.some(({ code }) => licenceTypes.includes(code ?? '')))
  const npi = current.find(({ system }) => system === NPI)
  const number = licence ?? (typed?.system === NPI ? undefined : typed)
  if (number) return cut(clean(number.value), 50)
  return npi ? cut(`NPI ${clean(npi.value)}`, 50) : null
}
