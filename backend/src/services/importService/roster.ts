import type { Entry } from './bundle.ts'
import { type PatientDetails, toDoctor, toPatient } from './people.ts'
import { read } from './read.ts'
import type { DoctorRecord, Link } from './records.ts'
import { elsewhere, type ReferenceIndex } from './references.ts'
import { PractitionerRole, type Reference } from './resources.ts'
import type { Tally } from './tally.ts'
import { UnreadableFile } from './unreadable.ts'

/** The people of a file, each read once, whatever refers to them. */
export interface Roster {
  patients: PatientDetails[]
  doctors: DoctorRecord[]
  patient(entry: Entry): Link
  /** Null for a practitioner who is left out. */
  doctor(entry: Entry): Link | null
  /** @throws UnreadableFile when the reference leads to nobody or to something else than a patient. */
  findPatient(from: Entry, reference: Reference | undefined): Link
  /** Null when it says nobody in particular. */
  findDoctor(from: Entry, reference: Reference): Link | null
}

interface Ground {
  index: ReferenceIndex
  note: Tally
  today: string
}

export function roster({ index, note, today }: Ground): Roster {
  const patients: PatientDetails[] = []
  const doctors: DoctorRecord[] = []
  const links = new Map<Entry, Link | null>()

  const once = (entry: Entry, make: () => Link | null): Link | null => {
    if (!links.has(entry)) links.set(entry, make())
    return links.get(entry)!
  }
  const patient = (entry: Entry): Link =>
    once(entry, () => {
      patients.push(toPatient(entry, today, note))
      note.take('Patient')
      return { at: 'file', index: patients.length - 1 }
    })!
  const doctor = (entry: Entry): Link | null =>
    once(entry, () => {
      const record = toDoctor(entry, today, note)
      if (!record) return null
      doctors.push(record)
      note.take('Practitioner')
      return { at: 'file', index: doctors.length - 1 }
    })

  return {
    patients,
    doctors,
    patient,
    doctor,
    findPatient(from, reference) {
      const entry = reference && index.find(from, reference)
      if (entry?.type === 'Patient') return patient(entry)
      if (entry) throw new UnreadableFile(`${from.label}: A ${entry.type} where a Patient should be`)
      const link = reference && elsewhere(reference)
      if (!link) throw new UnreadableFile(`${from.label}: Broken reference, no patient is named`)
      return link
    },
    findDoctor(from, reference) {
      const entry = index.find(from, reference)
      if (entry?.type === 'Practitioner') return doctor(entry)
      if (entry?.type === 'PractitionerRole') {
        const { practitioner } = read(PractitionerRole, entry)
        // One step only: a role that names a role would lead in circles.
        const holder = practitioner && index.find(entry, practitioner)
        if (holder) return holder.type === 'Practitioner' ? doctor(holder) : null
        return practitioner ? elsewhere(practitioner) : null
      }
      return entry ? null : elsewhere(reference)
    },
  }
}
