import type { ReadTx, WriteTx } from '../config/database.ts'
import { keys } from '../config/runtime.ts'
import { entryColumns, type PatientEntry } from './Patient.ts'

/** Who is found in the directory of patients, and in which order. */

export type PatientFilter =
  | { by: 'all' }
  | { by: 'name'; words: string[] }
  | { by: 'mrn'; mrn: string }
  | { by: 'birth-date'; date: string }
  | { by: 'phone'; digits: string }

/** An entry of a list, and where it stands there: what the list goes on behind. Told by the last two rows at least. */
export type ListedPatient = PatientEntry & { place: string[] | null }

const filters: Record<Exclude<PatientFilter['by'], 'name'>, string> = {
  all: 'TRUE',
  mrn: 'p.mrn = $2',
  'birth-date': 'p.date_of_birth = $2::date',
  phone: 'p.phone_index = ANY($2::bytea[])',
}

function filterValue(filter: Exclude<PatientFilter, { by: 'name' }>): unknown[] {
  if (filter.by === 'mrn') return [filter.mrn]
  if (filter.by === 'birth-date') return [filter.date]
  return filter.by === 'phone' ? [keys.indexes('blind-index', filter.digits)] : []
}

/** How many values say where an entry stands in the list that a filter makes. */
export const placeLength = (filter: PatientFilter) => (filter.by === 'name' ? 7 : 3)

/**
 * Directory entries from behind the place `after`: by name the best matches first, others in the order of names. Patients
 * have no other entry than their own, which is named here so that nobody else's is looked at.
 */
export async function list(
  tx: ReadTx | WriteTx,
  filter: PatientFilter,
  after: string[] | null,
  limit: number,
): Promise<ListedPatient[]> {
  if (tx.actor.role === 'patient') return after ? [] : own(tx, filter, limit)
  if (filter.by === 'name') {
    return tx.many<ListedPatient>(
      `SELECT ${entryColumns}, p.place FROM patients_by_name($1::text[], $2::text[], $3) AS p`,
      [filter.words, after, limit],
    )
  }
  const values = filterValue(filter)
  const n = values.length + 1
  const place = after ? `AND (p.last_name, p.first_name, p.id) > ($${n + 1}, $${n + 2}, $${n + 3}::uuid)` : ''
  const rows = await tx.many<PatientEntry>(
    `SELECT ${entryColumns} FROM patients p WHERE ${filters[filter.by]} ${place}
      ORDER BY p.last_name, p.first_name, p.id LIMIT $1`,
    [limit, ...values, ...(after ?? [])],
  )
  return rows.map((row) => ({ ...row, place: [row.lastName, row.firstName, row.id] }))
}

async function own(tx: ReadTx | WriteTx, filter: PatientFilter, limit: number): Promise<ListedPatient[]> {
  const [condition, values] =
    filter.by === 'name'
      ? ['p.search_name LIKE ALL($2::text[])', [filter.words.map((word) => `%${word}%`)]]
      : [filters[filter.by], filterValue(filter)]
  const rows = await tx.many<PatientEntry>(
    `SELECT ${entryColumns} FROM patients p WHERE ${condition} AND p.id = $${values.length + 2}::uuid LIMIT $1`,
    [limit, ...values, tx.actor.patientId],
  )
  return rows.map((row) => ({ ...row, place: Array<string>(placeLength(filter)).fill('') }))
}

const sorted = (searchName: string) => searchName.split(' ').sort().join(' ')

/** Patients with the same words in their names and the same birth date. */
export async function matches(tx: ReadTx | WriteTx, searchName: string, dateOfBirth: string): Promise<PatientEntry[]> {
  const rows = await tx.many<PatientEntry & { searchName: string }>(
    `SELECT ${entryColumns}, p.search_name AS "searchName" FROM patients p
      WHERE p.date_of_birth = $1::date AND length(p.search_name) = length($2) AND p.search_name LIKE ALL($3::text[])
      ORDER BY p.created_at`,
    [dateOfBirth, searchName, searchName.split(' ').map((word) => `%${word}%`)],
  )
  return rows
    .filter((row) => sorted(row.searchName) === sorted(searchName))
    .slice(0, 10)
    .map(({ searchName: _, ...entry }) => entry)
}
