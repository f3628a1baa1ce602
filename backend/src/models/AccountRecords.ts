import type { ReadTx, WriteTx } from '../config/database.ts'
import { newId } from '../utils/id.ts'
import { searchText } from '../utils/searchText.ts'
import { createKeys } from './sealing.ts'

/** What of a person's patient and doctor record has to keep step with the account. */
interface Names {
  firstName: string
  lastName: string
}

const search = ({ firstName, lastName }: Names) => searchText(firstName, lastName)

/** The patient record of an account, without details, and its keys. Without RETURNING: a sign-up may not read patients. */
export async function addPatient(tx: WriteTx, userId: string, names: Names): Promise<string> {
  const id = newId()
  await tx.run(`INSERT INTO patients (id, user_id, first_name, last_name, search_name) VALUES ($1, $2, $3, $4, $5)`, [
    id,
    userId,
    names.firstName,
    names.lastName,
    search(names),
  ])
  createKeys(tx, id)
  return id
}

export async function patientIdOf(tx: ReadTx | WriteTx, userId: string): Promise<string | null> {
  const row = await tx.one<{ id: string }>('SELECT id FROM patients WHERE user_id = $1', [userId])
  return row?.id ?? null
}

/** Whether a patient's record has what a first visit needs to know. */
export async function isComplete(tx: ReadTx | WriteTx, patientId: string): Promise<boolean> {
  const row = await tx.one<{ complete: boolean }>(
    'SELECT date_of_birth IS NOT NULL AND gender IS NOT NULL AS complete FROM patients WHERE id = $1',
    [patientId],
  )
  return row?.complete ?? false
}

/** Carries a new name into the records of the person. */
export async function rename(tx: WriteTx, userId: string, names: Names): Promise<void> {
  const values = [userId, names.firstName, names.lastName, search(names)]
  await tx.run(`UPDATE patients SET first_name = $2, last_name = $3, search_name = $4 WHERE user_id = $1`, values)
  await tx.run(`UPDATE doctors SET first_name = $2, last_name = $3, search_name = $4 WHERE user_id = $1`, values)
}
