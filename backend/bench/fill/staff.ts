/** Who works there and what is on offer: small tables, written with ordinary statements. */
import type pg from 'pg'
import { hashPassword } from '../../src/utils/password.ts'
import { searchText } from '../../src/utils/searchText.ts'
import { availability, TIME_ZONE } from './calendar.ts'
import { idOf } from './numbers.ts'
import { personOf } from './people.ts'

/** Everybody of a fill signs in with it; nothing of a fill is anybody's real account. */
export const BENCH_PASSWORD = 'Bench-Hospital-1'
export const ADMIN_EMAIL = 'admin@bench.example'
export const doctorEmail = (n: number) => `doctor${n}@bench.example`
export const patientEmail = (n: number) => `patient${n}@bench.example`

export const clerks = ['receptionist', 'billing'] as const
export type Clerk = (typeof clerks)[number]
export const clerkEmail = (role: Clerk) => `${role}@bench.example`

const specializations = ['Family medicine', 'Cardiology', 'Dermatology', 'Neurology', 'Orthopedics', 'Pediatrics']
const offers = [
  { name: 'Bench consultation', minutes: 20, price: '85.00' },
  { name: 'Bench check-up', minutes: 20, price: '120.00' },
  { name: 'Bench telephone call', minutes: 15, price: '45.00' },
]

export interface Staff {
  adminId: string
  doctorIds: string[]
  visitTypes: typeof offers
  visitTypeIds: string[]
  passwordHash: string
}

/** @param doctors how many there are to be, those of earlier fills not counted */
export async function writeStaff(client: pg.Client, doctors: number, since: number): Promise<Staff> {
  const passwordHash = await hashPassword(BENCH_PASSWORD)
  const { rows } = await client.query(
    `SELECT count(*)::int AS known FROM users WHERE email LIKE 'doctor%@bench.example'`,
  )
  const first = rows[0].known as number
  await client.query('UPDATE hospital_settings SET time_zone = $1', [TIME_ZONE])
  const people = Array.from({ length: doctors }, (_, n) => ({ number: first + n, ...personOf(9_000_000 + first + n) }))
  const users = people.map(({ number, firstName, lastName }) => ({
    id: idOf('user', number, since),
    email: doctorEmail(number),
    firstName,
    lastName,
    role: 'doctor',
  }))
  const admin = { id: idOf('user', 0xadadad, since), email: ADMIN_EMAIL, firstName: 'Ada', lastName: 'Bench' }
  await insertUsers(client, [...users, { ...admin, role: 'admin' }], passwordHash)
  const doctorIds = await insertDoctors(client, people, users, since)
  const visitTypeIds = await insertOffers(client, since)
  const { rows: admins } = await client.query('SELECT id FROM users WHERE email = $1', [ADMIN_EMAIL])
  return { adminId: admins[0].id as string, doctorIds, visitTypes: offers, visitTypeIds, passwordHash }
}

async function insertUsers(client: pg.Client, users: readonly object[], passwordHash: string): Promise<void> {
  await client.query(
    `INSERT INTO users (id, email, password_hash, role, first_name, last_name)
     SELECT id, email, $2, role, "firstName", "lastName"
       FROM jsonb_to_recordset($1) AS u (id uuid, email text, role text, "firstName" text, "lastName" text)
     ON CONFLICT (email) DO NOTHING`,
    [JSON.stringify(users), passwordHash],
  )
}

/** One clerk of each kind, who signs in as everybody does; fills need none, so they come with the first load. */
export async function writeClerks(client: pg.Client): Promise<void> {
  for (const role of clerks) {
    await client.query(
      `INSERT INTO users (id, email, password_hash, role, first_name, last_name)
       SELECT gen_random_uuid(), $1, password_hash, $2, 'Kim', 'Bench' FROM users WHERE email = $3
       ON CONFLICT (email) DO NOTHING`,
      [clerkEmail(role), role, ADMIN_EMAIL],
    )
  }
}

async function insertDoctors(
  client: pg.Client,
  people: readonly { number: number; firstName: string; lastName: string }[],
  users: readonly { id: string }[],
  since: number,
): Promise<string[]> {
  const doctors = people.map(({ number, firstName, lastName }, n) => ({
    id: idOf('doctor', number, since),
    userId: users[n]!.id,
    firstName,
    lastName,
    searchName: searchText(firstName, lastName),
    specialization: specializations[n % specializations.length],
    licenseNumber: `BENCH-${number}`,
  }))
  await client.query(
    `INSERT INTO doctors (id, user_id, first_name, last_name, search_name, specialization, license_number, availability)
     SELECT id, "userId", "firstName", "lastName", "searchName", specialization, "licenseNumber", $2::jsonb
       FROM jsonb_to_recordset($1) AS d (id uuid, "userId" uuid, "firstName" text, "lastName" text, "searchName" text,
                                         specialization text, "licenseNumber" text)`,
    [JSON.stringify(doctors), JSON.stringify(availability)],
  )
  return doctors.map(({ id }) => id)
}

async function insertOffers(client: pg.Client, since: number): Promise<string[]> {
  const rows = offers.map((offer, n) => ({ id: idOf('visitType', n, since), ...offer }))
  await client.query(
    `INSERT INTO visit_types (id, name, duration_minutes, price)
     SELECT id, name, minutes, price FROM jsonb_to_recordset($1) AS v (id uuid, name text, minutes int, price numeric)
     ON CONFLICT (name) DO NOTHING`,
    [JSON.stringify(rows)],
  )
  const names = offers.map(({ name }) => name)
  const found = await client.query('SELECT id, name FROM visit_types WHERE name = ANY($1)', [names])
  return names.map((name) => found.rows.find((row) => row.name === name).id as string)
}
