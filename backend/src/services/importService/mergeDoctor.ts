import type { WriteTx } from '../../config/database.ts'
import * as Doctor from '../../models/Doctor.ts'
import { findByLicense } from '../../models/ImportedRecord.ts'
import * as User from '../../models/User.ts'
import { newId } from '../../utils/id.ts'
import { searchText } from '../../utils/searchText.ts'
import type { DoctorRecord } from './records.ts'

/** What a doctor practises of whom no file says more. */
export const GENERAL_PRACTICE = 'General practice'

/** Nobody is booked with somebody who is known only from a file, until an administrator says when. */
const closed = { weekly: [], exceptions: [], slotMinutes: 30 }

/** Adds a doctor, or fills in what the known one lacks. */
export async function mergeDoctor(
  tx: WriteTx,
  record: DoctorRecord,
  knownId: string | null,
  now: Temporal.Instant,
): Promise<{ id: string; fate: 'added' | 'merged' | 'unchanged' }> {
  const holderId = record.licenseNumber && (await findByLicense(tx, record.licenseNumber))
  const holder = holderId ? await Doctor.find(tx, holderId) : null
  const id = knownId ?? (holder && isSame(holder, record) ? holder.id : null)
  if (id) {
    const merged = record.specialization !== null && (await specializeDoctor(tx, id, record.specialization))
    return { id, fate: merged ? 'merged' : 'unchanged' }
  }
  // A licence can be one doctor's only; a second one of another name has to be looked into by a person.
  const licenseNumber = record.licenseNumber && !holder ? record.licenseNumber : `Imported ${newId()}`
  const { firstName, lastName } = record
  const doctor = await Doctor.insert(tx, {
    userId: await addAccount(tx, record, now),
    firstName,
    lastName,
    specialization: record.specialization ?? GENERAL_PRACTICE,
    licenseNumber,
    phone: null,
    bio: null,
    availability: closed,
    acceptsBookings: false,
  })
  return { id: doctor.id, fate: 'added' }
}

/** An account without password, at an address that reaches nobody (RFC 2606), disabled until an administrator acts. */
async function addAccount(tx: WriteTx, { firstName, lastName }: DoctorRecord, now: Temporal.Instant): Promise<string> {
  const email = `doctor-${newId()}@import.invalid`
  const { id } = await User.insert(tx, { email, role: 'doctor', firstName, lastName, passwordHash: null })
  await User.update(tx, id, { active: false }, now)
  return id
}

/** Says what a doctor practises, where nothing better than the general is known. @returns whether that was so */
export async function specializeDoctor(tx: WriteTx, id: string, specialization: string): Promise<boolean> {
  const known = await Doctor.find(tx, id)
  if (known?.specialization !== GENERAL_PRACTICE || specialization === GENERAL_PRACTICE) return false
  return (await Doctor.update(tx, known, { specialization })) !== null
}

function isSame(known: Doctor.Doctor, record: DoctorRecord): boolean {
  return searchText(known.firstName, known.lastName) === searchText(record.firstName, record.lastName)
}
