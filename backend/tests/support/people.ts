import { randomUUID } from 'node:crypto'
import type { Availability } from '@hms/contract/doctors'
import type { Role } from '@hms/contract/permissions'
import { db } from '../../src/config/database.ts'
import { createKeys } from '../../src/models/sealing.ts'
import { signAccessToken } from '../../src/utils/accessToken.ts'
import { systemIdentity } from '../../src/utils/context.ts'
import { searchText } from '../../src/utils/searchText.ts'
import { look } from './observer.ts'

/** Somebody with a live session. */
export interface Person {
  userId: string
  sessionId: string
  role: Role
  email: string
  firstName: string
  lastName: string
  token: string
}
export interface PatientPerson extends Person {
  patientId: string
}
export interface DoctorPerson extends Person {
  doctorId: string
}

/** Open around the clock on every day, so that tests choose their times freely. */
export const alwaysOpen: Availability = {
  weekly: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, start: '00:00', end: '24:00' })),
  exceptions: [],
  slotMinutes: 30,
}

let counter = 0

async function person(role: Role, names: { firstName?: string; lastName?: string }): Promise<Person> {
  const tag = `${process.pid.toString(36)}${(counter++).toString(36)}${randomUUID().slice(0, 6)}`
  const { firstName = `Test${role}`, lastName = `Person${tag}` } = names
  const email = `${role}-${tag}@test.example`
  const [user] = await look<{ id: string }>(
    `INSERT INTO users (email, role, first_name, last_name) VALUES ($1, $2, $3, $4) RETURNING id`,
    [email, role, firstName, lastName],
  )
  return signedIn({ userId: user!.id, role, email, firstName, lastName })
}

/** A further session of somebody. */
export async function signedIn(who: Omit<Person, 'sessionId' | 'token'>): Promise<Person> {
  const [session] = await look<{ id: string }>(
    `INSERT INTO sessions (user_id, expires_at) VALUES ($1, now() + interval '1 day') RETURNING id`,
    [who.userId],
  )
  const identity = { kind: 'user', userId: who.userId, sessionId: session!.id, role: who.role } as const
  return { ...who, sessionId: session!.id, token: await signAccessToken(identity) }
}

export function anAdmin(): Promise<Person> {
  return person('admin', {})
}

/** One of the staff who has no record of their own. */
export function aColleague(role: Exclude<Role, 'patient' | 'doctor'>): Promise<Person> {
  return person(role, {})
}

/** Somebody of every role. */
export async function oneOfEach(): Promise<Record<Role, Person>> {
  const [patient, doctor, ...others] = await Promise.all([
    aPatient(),
    aDoctor(),
    ...(['admin', 'receptionist', 'nurse', 'billing', 'privacy_officer'] as const).map(aColleague),
  ])
  return Object.fromEntries([patient!, doctor!, ...others].map((one) => [one.role, one])) as Record<Role, Person>
}

export async function aDoctor(
  about: { firstName?: string; lastName?: string; specialization?: string; availability?: Availability } = {},
): Promise<DoctorPerson> {
  const who = await person('doctor', about)
  const [doctor] = await look<{ id: string }>(
    `INSERT INTO doctors (user_id, first_name, last_name, search_name, specialization, license_number, availability)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [
      who.userId,
      who.firstName,
      who.lastName,
      searchText(who.firstName, who.lastName),
      about.specialization ?? 'General practice',
      `LIC-${randomUUID()}`,
      JSON.stringify(about.availability ?? alwaysOpen),
    ],
  )
  return { ...who, doctorId: doctor!.id }
}

export async function aPatient(
  about: { firstName?: string; lastName?: string; dateOfBirth?: string; gender?: string } = {},
): Promise<PatientPerson> {
  const who = await person('patient', about)
  const patientId = await db.write(systemIdentity, async (tx) => {
    tx.withoutAudit('a patient of a test')
    const id = randomUUID()
    await tx.run(
      `INSERT INTO patients (id, user_id, first_name, last_name, search_name, date_of_birth, gender) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        id,
        who.userId,
        who.firstName,
        who.lastName,
        searchText(who.firstName, who.lastName),
        about.dateOfBirth ?? '1984-05-17',
        about.gender ?? 'unknown',
      ],
    )
    createKeys(tx, id)
    return id
  })
  return { ...who, patientId }
}
