import type { Entry } from './bundle.ts'
import type { Scope } from './parse.ts'
import { read } from './read.ts'
import type { Link, VisitRecord } from './records.ts'
import * as fhir from './resources.ts'
import { appointmentVisit, byRole, encounterVisit, type Parties, typeOf } from './visits.ts'

/** The visits of a file: its encounters, and those appointments that became none. */
export function collectVisits(scope: Scope): VisitRecord[] {
  const visits: VisitRecord[] = []
  const kept = new Set<Entry>()
  for (const entry of scope.entries) {
    if (entry.type !== 'Encounter') continue
    const encounter = read(fhir.Encounter, entry)
    const visit = visitOfEncounter(entry, encounter, scope)
    if (!visit) continue
    scope.note.take(entry.type)
    visits.push(visit)
    for (const reference of encounter.appointment ?? []) {
      const appointment = scope.index.find(entry, reference)
      if (appointment) kept.add(appointment)
    }
  }
  for (const entry of scope.entries) {
    if (entry.type !== 'Appointment') continue
    const appointment = read(fhir.Appointment, entry)
    const visit = kept.has(entry) ? sameAsEncounter(entry, scope) : visitOfAppointment(entry, appointment, scope)
    if (!visit) continue
    scope.note.take(entry.type)
    visits.push(visit)
  }
  return visits
}

function sameAsEncounter(entry: Entry, { note }: Scope): null {
  note.leaveOut(entry.type, 'the same visit as its Encounter')
  return null
}

function visitOfEncounter(entry: Entry, encounter: fhir.Encounter, scope: Scope): VisitRecord | null {
  const { subject, participant = [] } = encounter
  if (!subject || typeOf(subject) === 'Group') return leaveOut(entry, scope, 'without patient')
  const individuals = byRole(participant).flatMap(({ individual }) => individual ?? [])
  const parties = partiesOf(entry, subject, individuals, scope)
  if (typeof parties === 'string') return leaveOut(entry, scope, parties)
  return encounterVisit({ entry, note: scope.note, now: scope.now }, encounter, parties)
}

function visitOfAppointment(entry: Entry, appointment: fhir.Appointment, scope: Scope): VisitRecord | null {
  const actors = byRole(appointment.participant).flatMap(({ actor }) => actor ?? [])
  const isPatient = (actor: fhir.Reference) => (scope.index.find(entry, actor)?.type ?? typeOf(actor)) === 'Patient'
  const patient = actors.find(isPatient)
  if (!patient) return leaveOut(entry, scope, 'without patient')
  const others = actors.filter((actor) => actor !== patient)
  const parties = partiesOf(entry, patient, others, scope)
  if (typeof parties === 'string') return leaveOut(entry, scope, parties)
  return appointmentVisit({ entry, note: scope.note, now: scope.now }, appointment, parties)
}

/** Patient and doctor of a visit, or why it has none. */
function partiesOf(entry: Entry, subject: fhir.Reference, others: fhir.Reference[], scope: Scope): Parties | string {
  const patient = scope.people.findPatient(entry, subject)
  const doctors = others.flatMap((reference) => findDoctor(entry, reference, scope) ?? [])
  // Somebody of this file is known for sure to be a practitioner.
  const doctor = doctors.find(({ at }) => at === 'file') ?? doctors[0]
  if (!doctor) return 'without a practitioner who is named'
  return { patient, doctor, patientTrait: traitOf(patient, scope) }
}

const practitioners = ['Practitioner', 'PractitionerRole']

function findDoctor(entry: Entry, reference: fhir.Reference, scope: Scope): Link | null {
  const type = scope.index.find(entry, reference)?.type ?? typeOf(reference)
  if (type !== null && !practitioners.includes(type)) return null
  return scope.people.findDoctor(entry, reference)
}

function traitOf(patient: Link, { people }: Scope): string {
  if (patient.at === 'file') return people.patients[patient.index]!.keys[0]!.value
  return patient.keys[0]?.value ?? patient.reference
}

function leaveOut(entry: Entry, { note }: Scope, reason: string): null {
  note.leaveOut(entry.type, reason)
  return null
}
