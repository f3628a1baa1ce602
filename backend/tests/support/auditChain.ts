import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Asker } from '../../src/models/AuditChain.ts'
import { GENESIS } from '../../src/utils/auditChain.ts'
import { look } from './observer.ts'

/** Adds rows to the audit log as the application's deeds do, one transaction each hundred. */
export async function fillLog(rows: number): Promise<void> {
  await look(
    `INSERT INTO audit_events (action, operation, actor_role, purpose, request_id, resource_type, resource_id, patient_ids, changed_fields)
     SELECT 'R', 'patient.read', 'system', 'HOPERAT', 'fill-' || n, 'Patient', gen_random_uuid(),
            ARRAY[gen_random_uuid()], ARRAY['phone', 'address'] FROM generate_series(1, $1::int) n`,
    [rows],
  )
}

export type Tampering = (client: pg.Client) => Promise<unknown>

/** What somebody does who owns the database server, and what `work` makes of it; nothing of it stays. */
export async function afterTampering<T>(tamper: Tampering, work: (ask: Asker) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_SUPERUSER_URL })
  await client.connect()
  const before = await client.query(`SELECT pg_sequence_last_value('audit_events_seq_seq') AS seq`)
  try {
    // Triggers keep the owner of a table from it, and nobody who may switch them off.
    await client.query('BEGIN; SET LOCAL session_replication_role = replica')
    await tamper(client)
    return await work({
      many: async <R extends object>(text: string, values: readonly unknown[] = []) =>
        (await client.query(text, values as unknown[])).rows as R[],
    })
  } finally {
    await client.query('ROLLBACK')
    await client.query(`SELECT setval('audit_events_seq_seq', $1)`, [before.rows[0].seq])
    await client.end()
  }
}

/** Writes all seals anew, so that they fit the rows as they are now. */
export const rewriteChain: Tampering = async (client) => {
  await client.query('CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT seq, ordinal FROM audit_seals')
  await client.query('DELETE FROM audit_seals')
  await client.query(
    `WITH ordered AS (
       SELECT row_number() OVER (ORDER BY k.ordinal) AS ordinal, e.seq, e.recorded, hms_audit_hash(e) AS row_hash
         FROM kept k JOIN audit_events e ON e.seq = k.seq)
     INSERT INTO audit_seals (ordinal, seq, recorded, row_hash, chain_hash)
     SELECT o.ordinal, o.seq, o.recorded, o.row_hash, l.chain_hash
       FROM ordered o
       JOIN hms_audit_links($1, 1, (SELECT array_agg(row_hash ORDER BY ordinal) FROM ordered)) l ON l.ordinal = o.ordinal`,
    [GENESIS],
  )
}

/** Takes away everything behind an ordinal: rows, seals, and what the sealer remembers. */
export const cutBehind =
  (ordinal: number, wholly = false): Tampering =>
  async (client) => {
    const { rows } = await client.query('SELECT seq FROM audit_seals WHERE ordinal = $1', [ordinal])
    const [{ seq }] = rows as [{ seq: string }]
    await client.query('DELETE FROM audit_events WHERE seq > $1', [seq])
    await client.query('DELETE FROM audit_seals WHERE ordinal > $1', [ordinal])
    await client.query('UPDATE audit_sealing SET settled_seq = least(settled_seq, $1), pending_seq = $1', [seq])
    if (wholly) await client.query(`SELECT setval('audit_events_seq_seq', $1)`, [seq])
  }

export const aRequestId = (): string => `request-${randomUUID()}`
