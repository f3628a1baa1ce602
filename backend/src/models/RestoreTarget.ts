import type pg from 'pg'
import { ownConnection } from './ownConnection.ts'
import type { MigrationIdentity } from './Snapshot.ts'

/** What stands in the way of a restore, before anything was changed. */
export interface TargetState {
  /** What was migrated there; empty where nothing was. */
  migrations: MigrationIdentity[]
  /** Whether anybody has worked with it: there are users, patients or audit rows. */
  used: boolean
  /** Connections of the application. */
  connections: number
  role: string
}

export const lockWait = `SET LOCAL lock_timeout = '10s'`

export const connectAsOwner = (url: string) => ownConnection(url, 'hms-restore')

/** Looks at the database that is to be filled; changes nothing. */
export async function inspectTarget(ownerUrl: string): Promise<TargetState> {
  const client = await connectAsOwner(ownerUrl)
  try {
    await client.query('BEGIN')
    await client.query(lockWait)
    const { rows } = await client.query(
      `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS migrated, current_user AS role,
              (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND usename = 'hms_app') AS connections`,
    )
    const { migrated, role, connections } = rows[0]
    if (!migrated) return { migrations: [], used: false, connections, role }
    const migrations = await client.query<MigrationIdentity>(
      `SELECT migration_name AS name, checksum FROM public._prisma_migrations
        WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`,
    )
    return { migrations: migrations.rows, used: await isUsed(client), connections, role }
  } finally {
    await client.query('ROLLBACK').catch(() => undefined)
    await client.end()
  }
}

/** Row-level security hides all rows from the owner too; it is lifted and comes back with the rollback. */
async function isUsed(client: pg.Client): Promise<boolean> {
  for (const table of ['users', 'patients', 'audit_events']) {
    const there = await client.query(`SELECT to_regclass($1) IS NOT NULL AS yes`, [`public.${table}`])
    if (!there.rows[0].yes) continue
    await client.query(`ALTER TABLE public.${table} NO FORCE ROW LEVEL SECURITY`)
    const { rows } = await client.query(`SELECT EXISTS (SELECT FROM public.${table}) AS yes`)
    if (rows[0].yes) return true
  }
  return false
}
