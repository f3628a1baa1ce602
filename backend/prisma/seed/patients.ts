import type { Calendar } from './calendar.ts'
import { drawHistory } from './histories.ts'
import { drawName, mailbox, type Name } from './names.ts'
import { drawAddress, drawPhone } from './places.ts'
import type { Random } from './random.ts'
import type { DemoPatient, DemoUser } from './types.ts'

export const PATIENTS = 320
/** Share of those old enough who have an account of their own. */
const ONLINE = 0.34
const OLD_ENOUGH = 16

/** How many are of which age; a clinic sees more of the very young and the old than a street does. */
const ages: readonly (readonly [range: readonly [from: number, to: number], share: number])[] = [
  [[0, 4], 9],
  [[5, 15], 12],
  [[16, 29], 15],
  [[30, 44], 18],
  [[45, 59], 18],
  [[60, 74], 18],
  [[75, 97], 10],
]

export interface Registered {
  patient: DemoPatient
  user: DemoUser | null
  age: number
}

/** The patients in the order of their registration; the first one signs in as the demo patient. */
export function buildPatients(random: Random, calendar: Calendar): Registered[] {
  const drawn = Array.from({ length: PATIENTS - 1 }, () => drawPatient(random, calendar))
  const addresses = new Map<string, number>()
  for (const { patient } of drawn) {
    if (!patient.email) continue
    const count = (addresses.get(patient.email) ?? 0) + 1
    addresses.set(patient.email, count)
    if (count > 1) patient.email = patient.email.replace('@', `${count}@`)
  }
  const registered = [demoPatient(random, calendar), ...drawn].map((person) => ({
    ...person,
    user: userOf(random, person),
  }))
  for (const { patient, user } of registered) patient.userId = user?.id ?? null
  return registered.sort((a, b) => a.patient.createdAt.getTime() - b.patient.createdAt.getTime())
}

function drawPatient(random: Random, calendar: Calendar): Omit<Registered, 'user'> {
  const [from, to] = random.weighted(ages)
  const age = random.int(from, to)
  const born = calendar.today.subtract({ years: age, days: random.int(1, 364) })
  const gender = random.weighted([
    ['female', 520],
    ['male', 465],
    ['other', 12],
    ['unknown', 3],
  ] as const)
  const name = drawName(
    random,
    gender === 'female' || gender === 'male' ? gender : random.pick(['female', 'male'] as const),
  )
  const person = { age, birthYear: born.year, gender }
  const patient: DemoPatient = {
    id: random.uuid(),
    userId: null,
    ...name,
    dateOfBirth: born.toString(),
    gender,
    email: age >= OLD_ENOUGH && random.chance(0.72) ? `${mailbox(name)}@example.com` : null,
    phone: random.chance(0.97) ? drawPhone(random) : null,
    address: drawAddress(random),
    emergencyContact: random.chance(0.9) ? drawContact(random, name, age) : null,
    medicalHistory: drawHistory(random, person),
    createdAt: registration(random, calendar, age),
  }
  return { patient, age }
}

/** Most came long ago, some in the last weeks; nobody before birth. */
function registration(random: Random, calendar: Calendar, age: number): Date {
  const days = random.chance(0.85) ? random.int(60, 1500) : random.int(2, 42)
  return calendar.at(-Math.min(days, Math.max(2, age * 365)), random.int(8, 17) + random.int(0, 59) / 60)
}

function drawContact(random: Random, { lastName }: Name, age: number): DemoPatient['emergencyContact'] {
  const [relationship, gender] = random.pick(relatives(age))
  const name = drawName(random, gender)
  return {
    name: `${name.firstName} ${random.chance(0.7) ? lastName : name.lastName}`,
    relationship,
    phone: drawPhone(random),
  }
}

type Relative = readonly [relationship: string, gender: 'female' | 'male']

const ofChildren: readonly Relative[] = [
  ['Mother', 'female'],
  ['Father', 'male'],
  ['Grandmother', 'female'],
]
const ofAdults: readonly Relative[] = [
  ['Spouse', 'male'],
  ['Spouse', 'female'],
  ['Sister', 'female'],
  ['Brother', 'male'],
  ['Friend', 'female'],
]
const ofTheOld: readonly Relative[] = [
  ['Daughter', 'female'],
  ['Son', 'male'],
  ['Spouse', 'female'],
  ['Spouse', 'male'],
  ['Neighbor', 'male'],
]

function relatives(age: number): readonly Relative[] {
  if (age < 18) return ofChildren
  return age < 65 ? ofAdults : ofTheOld
}

function userOf(random: Random, { patient, age }: Omit<Registered, 'user'>): DemoUser | null {
  const demo = patient.email === 'patient@demo.hms'
  if (!demo && (!patient.email || age < OLD_ENOUGH || !random.chance(ONLINE / 0.72))) return null
  const { email, firstName, lastName, createdAt } = patient
  return { id: random.uuid(), email: email!, role: 'patient', firstName, lastName, createdAt }
}

function demoPatient(random: Random, calendar: Calendar): Omit<Registered, 'user'> {
  const born = calendar.today.subtract({ years: 43, days: 121 })
  const coded = (display: string, code: string, onset: number) => ({
    display,
    code,
    system: 'http://hl7.org/fhir/sid/icd-10-cm',
    status: 'active',
    onset: String(onset),
  })
  const patient: DemoPatient = {
    id: random.uuid(),
    userId: null,
    firstName: 'Elena',
    lastName: 'Márquez',
    dateOfBirth: born.toString(),
    gender: 'female',
    email: 'patient@demo.hms',
    phone: '+1 518 555 0142',
    address: {
      line1: '27 Juniper Lane',
      line2: 'Apt 3B',
      city: 'Harbor Falls',
      state: 'NY',
      postalCode: '12095',
      country: 'United States',
    },
    emergencyContact: { name: 'Tomás Márquez', relationship: 'Brother', phone: '+1 518 555 0167' },
    medicalHistory: {
      allergies: ['Penicillin: rash', 'Birch pollen: hay fever'],
      conditions: [
        coded('Essential hypertension', 'I10', born.year + 39),
        coded('Migraine', 'G43.909', born.year + 22),
      ],
      medications: ['Lisinopril 10 mg once daily', 'Sumatriptan 50 mg as needed'],
      notes: 'Prefers to be called in the afternoon.',
    },
    createdAt: calendar.at(-620, 10.5),
  }
  return { patient, age: 43 }
}
