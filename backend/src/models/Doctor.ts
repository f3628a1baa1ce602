import type { Availability } from '@hms/contract/doctors'
import type { ReadTx, WriteTx } from '../config/database.ts'
import { newId } from '../utils/id.ts'
import { searchText } from '../utils/searchText.ts'
import { toDate, toInstant } from '../utils/time.ts'

export interface Doctor {
  id: string
  userId: string
  firstName: string
  lastName: string
  specialization: string
  licenseNumber: string
  phone: string | null
  bio: string | null
  availability: Availability
  acceptsBookings: boolean
  createdAt: Date
  updatedAt: Date
  version: number
}

export type DoctorFields = Omit<Doctor, 'id' | 'createdAt' | 'updatedAt' | 'version'>
export type DoctorChanges = Partial<Omit<DoctorFields, 'userId'>>

export interface DoctorFilter {
  /** Words of the name for `LIKE`; none finds everybody. */
  patterns: string[]
  specialization: string | null
  onlyBookable: boolean
}

const columns = `id, user_id AS "userId", first_name AS "firstName", last_name AS "lastName", specialization,
  license_number AS "licenseNumber", phone, bio, availability, accepts_bookings AS "acceptsBookings",
  created_at AS "createdAt", updated_at AS "updatedAt", version`

/** Doctors in the order of names, from behind `after` (last name, first name, id). */
export function list(
  tx: ReadTx | WriteTx,
  filter: DoctorFilter,
  after: string[] | null,
  limit: number,
): Promise<Doctor[]> {
  const [lastName = null, firstName = null, id = null] = after ?? []
  return tx.many<Doctor>(
    `SELECT ${columns} FROM doctors
      WHERE search_name LIKE ALL($1::text[])
        AND ($2::text IS NULL OR lower(specialization) = lower($2))
        AND (accepts_bookings OR NOT $3)
        AND ($4::text IS NULL OR (last_name, first_name, id) > ($4, $5::text, $6::uuid))
      ORDER BY last_name, first_name, id LIMIT $7`,
    [filter.patterns, filter.specialization, filter.onlyBookable, lastName, firstName, id, limit],
  )
}

export async function specializations(tx: ReadTx | WriteTx, onlyBookable: boolean): Promise<string[]> {
  const rows = await tx.many<{ name: string }>(
    `SELECT min(specialization) AS name FROM doctors WHERE accepts_bookings OR NOT $1
      GROUP BY lower(specialization) ORDER BY lower(specialization)`,
    [onlyBookable],
  )
  return rows.map(({ name }) => name)
}

export function find(tx: ReadTx | WriteTx, id: string): Promise<Doctor | null> {
  return tx.one<Doctor>(`SELECT ${columns} FROM doctors WHERE id = $1`, [id])
}

export async function insert(tx: WriteTx, fields: DoctorFields): Promise<Doctor> {
  const row = await tx.one<Doctor>(
    `INSERT INTO doctors (id, user_id, first_name, last_name, search_name, specialization, license_number, phone, bio,
                          availability, accepts_bookings)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ${columns}`,
    [
      newId(),
      fields.userId,
      fields.firstName,
      fields.lastName,
      searchText(fields.firstName, fields.lastName),
      fields.specialization,
      fields.licenseNumber,
      fields.phone,
      fields.bio,
      fields.availability,
      fields.acceptsBookings,
    ],
  )
  return row!
}

/** Changes the version that was read. @returns null when the row has moved on, or is not the writer's to change */
export function update(tx: WriteTx, before: Doctor, changes: DoctorChanges): Promise<Doctor | null> {
  const after = { ...before, ...changes }
  return tx.one<Doctor>(
    `UPDATE doctors SET first_name = $3, last_name = $4, search_name = $5, specialization = $6, license_number = $7,
                        phone = $8, bio = $9, availability = $10, accepts_bookings = $11
      WHERE id = $1 AND version = $2 RETURNING ${columns}`,
    [
      before.id,
      before.version,
      after.firstName,
      after.lastName,
      searchText(after.firstName, after.lastName),
      after.specialization,
      after.licenseNumber,
      after.phone,
      after.bio,
      after.availability,
      after.acceptsBookings,
    ],
  )
}

/** Gives the doctor's account the name in the profile. */
export async function renameAccount(tx: WriteTx, doctor: Doctor): Promise<void> {
  await tx.run('UPDATE users SET first_name = $2, last_name = $3 WHERE id = $1', [
    doctor.userId,
    doctor.firstName,
    doctor.lastName,
  ])
}

/** When a doctor is busy, buffers included; not with whom. */
export async function busy(
  tx: ReadTx | WriteTx,
  id: string,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Promise<{ start: Temporal.Instant; end: Temporal.Instant }[]> {
  const rows = await tx.many<{ start: Date; end: Date }>(
    'SELECT busy_from AS start, busy_until AS "end" FROM doctor_busy($1, $2::timestamptz, $3::timestamptz)',
    [id, toDate(from), toDate(to)],
  )
  return rows.map(({ start, end }) => ({ start: toInstant(start), end: toInstant(end) }))
}
