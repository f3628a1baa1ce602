import type { ReadTx, WriteTx } from '../config/database.ts'

/** What another system calls a resource. */
export interface Identifier {
  system: string
  value: string
}

export type IdentifiedType = 'Patient' | 'Practitioner' | 'Encounter'

/** Makes imports take turns until the end of the transaction, so that two of them don't both add one person. */
export async function takeTurn(tx: WriteTx): Promise<void> {
  await tx.one(`SELECT pg_advisory_xact_lock(hashtext('external_identifiers'))`)
}

/** The records that these identifiers stand for: for each identifier that is known, the record's id. */
export function find(
  tx: ReadTx | WriteTx,
  resourceType: IdentifiedType,
  identifiers: readonly Identifier[],
): Promise<(Identifier & { resourceId: string })[]> {
  return tx.many(
    `SELECT system, value, resource_id AS "resourceId" FROM external_identifiers
      WHERE resource_type = $1 AND (system, value) IN (SELECT * FROM unnest($2::text[], $3::text[]))`,
    [resourceType, identifiers.map(({ system }) => system), identifiers.map(({ value }) => value)],
  )
}

/** Remembers identifiers, each with its record; those that are known stay what they are. */
export async function insert(
  tx: WriteTx,
  resourceType: IdentifiedType,
  identifiers: readonly (Identifier & { resourceId: string })[],
): Promise<void> {
  await tx.run(
    `INSERT INTO external_identifiers (resource_type, system, value, resource_id)
     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::uuid[]) ON CONFLICT DO NOTHING`,
    [
      resourceType,
      identifiers.map(({ system }) => system),
      identifiers.map(({ value }) => value),
      identifiers.map(({ resourceId }) => resourceId),
    ],
  )
}
