import type { ReadTx } from '../config/database.ts'

/** Those of the migrations that the database does not have. */
export async function missingMigrations(tx: ReadTx, expected: readonly string[]): Promise<string[]> {
  const rows = await tx.many<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name EXCEPT SELECT hms_applied_migrations() ORDER BY 1',
    [expected],
  )
  return rows.map(({ name }) => name)
}

/** Whether the job queue's own tables are there and open to us. */
export async function isQueuePrepared(tx: ReadTx): Promise<boolean> {
  const row = await tx.one<{ prepared: boolean }>(
    `SELECT coalesce(has_table_privilege(to_regclass('graphile_worker.jobs'), 'SELECT'), false) AS prepared`,
  )
  return row?.prepared === true
}

/** Whether the database answers. */
export async function answers(tx: ReadTx): Promise<void> {
  await tx.one('SELECT 1 AS yes')
}
