import { conditions } from './conditions.ts'
import type { StaffMember } from './doctors.ts'
import type { Registered } from './patients.ts'
import type { Random } from './random.ts'

const GROWN_UP = 16

/** Which patients go to which doctor: a family doctor or pediatrician each, and whom their conditions call for. */
export function buildPanels(random: Random, staff: StaffMember[], registered: Registered[]): Map<string, Registered[]> {
  const panels = new Map<string, Registered[]>(staff.map(({ doctor }) => [doctor.id, []]))
  const of = (specialization: string) => staff.filter(({ plan }) => plan.specialization === specialization)
  for (const person of registered) {
    // The demo patient's visits are all laid out by hand.
    if (person.user?.email === 'patient@demo.hms') continue
    const chosen = new Set([random.weighted(firstContacts(of, person.age))])
    for (const specialization of specializationsFor(random, person)) chosen.add(random.pick(of(specialization)))
    for (const member of chosen) panels.get(member.doctor.id)!.push(person)
  }
  return panels
}

function firstContacts(of: (specialization: string) => StaffMember[], age: number) {
  if (age < GROWN_UP) return of('Pediatrics').map((member) => [member, 1] as const)
  // The first family doctor is the demo doctor and has the largest practice.
  const family = of('Family medicine').map((member, index) => [member, index === 0 ? 5 : 2] as const)
  return [...family, ...of('Internal medicine').map((member) => [member, age >= 45 ? 2 : 0.5] as const)]
}

function specializationsFor(random: Random, { patient, age }: Registered): Set<string> {
  const names = new Set(
    patient.medicalHistory.conditions.map((item) => (typeof item === 'string' ? item : item.display)),
  )
  const called = conditions.filter(({ name, specialization }) => specialization && names.has(name))
  const found = new Set(called.map(({ specialization }) => specialization!).filter(() => random.chance(0.7)))
  if (age < GROWN_UP) {
    for (const specialization of found) if (specialization !== 'Dermatology') found.delete(specialization)
    return found
  }
  if (patient.gender === 'female' && age < 65 && random.chance(0.35)) found.add('Obstetrics and gynecology')
  if (random.chance(0.1)) found.add('Dermatology')
  if (random.chance(0.08)) found.add('Orthopedics')
  if (age > 40 && random.chance(0.12)) found.add('Ophthalmology')
  return found
}
