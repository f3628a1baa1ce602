import type pg from 'pg'
import type { ReadTx } from '../config/database.ts'
import { connectAsOwner, lockWait } from './RestoreTarget.ts'

/** A row of `erasures` as JSON, under the names of its columns. */
export type ErasureJson = Record<string, unknown>

const ALL = `SELECT coalesce(json_agg(e ORDER BY e.erased_at, e.id), '[]') AS erasures FROM public.erasures e`

export async function all(tx: ReadTx): Promise<ErasureJson[]> {
  const row = await tx.one<{ erasures: ErasureJson[] }>(ALL)
  return row?.erasures ?? []
}

/** What a connection sees; nothing where the database is older than erasing. */
export async function allOf(client: pg.ClientBase): Promise<ErasureJson[]> {
  const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass('public.erasures') IS NOT NULL AS there`)
  if (!rows[0]!.there) return []
  return (await client.query<{ erasures: ErasureJson[] }>(ALL)).rows[0]!.erasures
}

/**
 * Adds what the register knows and the database does not, and erases whoever has come back.
 * @returns how many; null where the database is older than erasing
 */
export async function applyTo(client: pg.ClientBase, entries: readonly object[]): Promise<number | null> {
  const { rows } = await client.query<{ able: boolean }>(
    `SELECT to_regprocedure('public.hms_erase_again()') IS NOT NULL AS able`,
  )
  if (!rows[0]!.able) return null
  await client.query(
    // While a backup is restored, there is no index yet that could tell of a conflict.
    `INSERT INTO public.erasures
     SELECT DISTINCT ON (subject_hash) known.* FROM json_populate_recordset(NULL::public.erasures, $1::json) known
      WHERE NOT EXISTS (SELECT FROM public.erasures e WHERE e.subject_hash = known.subject_hash)`,
    [JSON.stringify(entries)],
  )
  const erased = await client.query<{ n: number }>('SELECT public.hms_erase_again() AS n')
  return erased.rows[0]!.n
}

/** As `applyTo`, in a transaction of its own as the owner of a database in use. */
export async function apply(ownerUrl: string, entries: readonly object[]): Promise<number> {
  const client = await connectAsOwner(ownerUrl)
  try {
    await client.query('BEGIN')
    await client.query(lockWait)
    const erased = await applyTo(client, entries)
    await client.query('COMMIT')
    return erased ?? 0
  } finally {
    await client.end()
  }
}

/** Overwrites what is left of blanked rows in the files of the database. */
export async function sweep(ownerUrl: string): Promise<void> {
  const client = await connectAsOwner(ownerUrl)
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('public.%I', relation) AS name FROM public.erasure_rules WHERE to_regclass('public.' || relation) IS NOT NULL`,
    )
    for (const { name } of rows) await client.query(`VACUUM ${name}`)
  } finally {
    await client.end()
  }
}
