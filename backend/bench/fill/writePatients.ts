import { CopySink, NULL } from './copySink.ts'
import { withConnections } from './connection.ts'
import { idOf, sqlTime } from './numbers.ts'
import { detailsOf, type PatientKeys, type Person, personOf } from './people.ts'
import { watched } from './progress.ts'
import { seal, sqlBytes } from './sealing.ts'
import { patientEmail } from './staff.ts'

export interface PatientRange {
  /** Number of the first, which is also what its medical record number comes from. */
  first: number
  count: number
  /** When the first was registered, in milliseconds; the others followed a second later each. */
  since: number
}

export const patientIdOf = ({ first, since }: PatientRange, n: number) =>
  idOf('patient', first + n, since + (first + n) * 1000)

/** One in fifty has an account. */
const hasAccount = (number: number) => number % 50 === 0

const columns = `id mrn user_id first_name last_name search_name date_of_birth gender email phone phone_index address
  emergency_contact medical_history created_at updated_at`.split(/\s+/)
const keyColumns = ['patient_id', 'scope', 'key_id', 'wrapped', 'created_at']
const userColumns = ['id', 'email', 'password_hash', 'role', 'first_name', 'last_name', 'created_at', 'updated_at']

interface Sinks {
  users: CopySink
  patients: CopySink
  keys: CopySink
}

/** Patients with all fields sealed, each with two keys of their own. */
export function writePatients(url: string, range: PatientRange, keys: PatientKeys, passwordHash: string) {
  return withConnections(url, 3, async ([a, b, c]) => {
    const sinks = {
      users: new CopySink(a!, 'users', userColumns),
      patients: new CopySink(b!, 'patients', columns),
      keys: new CopySink(c!, 'patient_keys', keyColumns),
    }
    const all = Object.values(sinks)
    return watched('patients and their keys', all, range.count * 3.02, async () => {
      for (let n = 0; n < range.count; n++) {
        for (const wait of writeOne(sinks, range, n, keys, passwordHash)) if (wait) await wait
      }
      await Promise.all(all.map((sink) => sink.end()))
    })
  })
}

function writeOne(sinks: Sinks, range: PatientRange, n: number, keys: PatientKeys, passwordHash: string) {
  const number = range.first + n
  const id = patientIdOf(range, n)
  const person = personOf(number)
  const created = sqlTime(range.since + number * 1000)
  const userId = hasAccount(number) ? idOf('user', 0x1000000 + number, range.since + number * 1000) : null
  const waits = [writePatient(sinks.patients, { id, number, userId, created, person }, keys)]
  for (const scope of ['contact', 'clinical'] as const) {
    const { keyId, wrapped } = keys.wrapped(id, scope, keys.keyOf(id, scope))
    waits.push(sinks.keys.write(id, scope, keyId, sqlBytes(wrapped), created))
  }
  if (userId) {
    const { firstName, lastName } = person
    waits.push(
      sinks.users.write(userId, patientEmail(number), passwordHash, 'patient', firstName, lastName, created, created),
    )
  }
  return waits
}

interface NewPatient {
  id: string
  number: number
  userId: string | null
  created: string
  person: Person
}

function writePatient(sink: CopySink, { id, number, userId, created, person }: NewPatient, keys: PatientKeys) {
  const details = detailsOf(number, person)
  const contact = keys.keyOf(id, 'contact')
  return sink.write(
    id,
    `M${String(number).padStart(8, '0')}`,
    userId ?? NULL,
    person.firstName,
    person.lastName,
    person.searchName,
    person.dateOfBirth,
    person.gender,
    seal(details.email, contact, id, 'patients.email'),
    seal(details.phone, contact, id, 'patients.phone'),
    sqlBytes(keys.phoneIndex(details.phone)),
    seal(details.address, contact, id, 'patients.address'),
    seal(details.emergencyContact, contact, id, 'patients.emergency_contact'),
    seal(details.medicalHistory, keys.keyOf(id, 'clinical'), id, 'patients.medical_history'),
    created,
    created,
  )
}
