import type { ReadTx, WriteTx } from '../config/database.ts'
import { GENESIS } from '../utils/auditChain.ts'

/** Any number will do as long as every process of HMS takes the same one. */
const SEALING_LOCK = 727_006

export interface SealingState {
  logId: string
  /** Bigints as text, as everywhere here. */
  settledSeq: string
  pendingSeq: string
  /** Virtual transaction ids. */
  pending: string[]
}

/** The last number that was given out to a row, committed or not. Rows of ours alone move it, so looking costs nothing. */
export async function lastSeq(tx: ReadTx | WriteTx): Promise<string> {
  const row = await tx.one<{ seq: string | null }>(`SELECT pg_sequence_last_value('audit_events_seq_seq')::text AS seq`)
  return row?.seq ?? '0'
}

/** Takes the one sealer's place until the end of the transaction. @returns false when another process has it */
export async function takeSealersPlace(tx: WriteTx): Promise<boolean> {
  const row = await tx.one<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS taken', [SEALING_LOCK])
  return row?.taken ?? false
}

export async function state(tx: ReadTx | WriteTx): Promise<SealingState> {
  const row = await tx.one<SealingState>(
    `SELECT log_id AS "logId", settled_seq::text AS "settledSeq", pending_seq::text AS "pendingSeq", pending
       FROM audit_sealing`,
  )
  return row!
}

/**
 * Transactions that may still commit a row of the log. An INSERT locks the table before it takes its number, and keeps the
 * lock to the end; so whoever has a number and is still at work is among them.
 */
export async function writersAtWork(tx: WriteTx): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(
    `SELECT DISTINCT virtualtransaction AS id FROM pg_locks
      WHERE locktype = 'relation' AND relation = 'audit_events'::regclass AND mode = 'RowExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  )
  return rows.map(({ id }) => id)
}

/**
 * Seals what is committed behind `after` and has no seal, in the order of its numbers: at most `limit` rows, by one
 * statement. It says `after` of the seals, too: without that all seals that there are would be read to find the few that
 * are not. @returns the numbers of those that it has sealed
 */
export async function sealNext(tx: WriteTx, after: string, limit: number): Promise<string[]> {
  const rows = await tx.many<{ seq: string }>(
    `WITH head AS (SELECT coalesce(max(s.ordinal), 0) AS ordinal FROM audit_seals s),
          batch AS MATERIALIZED (
            SELECT e.seq, e.recorded, hms_audit_hash(e) AS row_hash
              FROM audit_events e
             WHERE e.seq > $1::bigint
               AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.seq = e.seq AND s.seq > $1::bigint)
             ORDER BY e.seq LIMIT $2),
          whole AS (
            SELECT array_agg(b.seq ORDER BY b.seq) AS seqs, array_agg(b.recorded ORDER BY b.seq) AS times,
                   array_agg(b.row_hash ORDER BY b.seq) AS hashes
              FROM batch b)
     INSERT INTO audit_seals (seq, recorded, ordinal, row_hash, chain_hash)
     SELECT link.*
       FROM head, whole, ROWS FROM (
              unnest(whole.seqs), unnest(whole.times),
              hms_audit_links(coalesce((SELECT s.chain_hash FROM audit_seals s WHERE s.ordinal = head.ordinal), $3::bytea),
                              head.ordinal + 1, whole.hashes)
            ) AS link (seq, recorded, ordinal, row_hash, chain_hash)
     RETURNING seq::text`,
    [after, limit, GENESIS],
  )
  return rows.map(({ seq }) => seq)
}

export function setState(tx: WriteTx, next: Omit<SealingState, 'logId'>): void {
  tx.send('UPDATE audit_sealing SET settled_seq = $1, pending_seq = $2, pending = $3', [
    next.settledSeq,
    next.pendingSeq,
    next.pending,
  ])
}

export interface SealedRoot {
  ordinal: string
  seq: string
  chainHash: Buffer
}

/** The newest link of the chain; null while nothing is sealed. */
export function newestRoot(tx: ReadTx | WriteTx): Promise<SealedRoot | null> {
  return tx.one<SealedRoot>(
    `SELECT s.ordinal::text, s.seq::text, s.chain_hash AS "chainHash" FROM audit_seals s ORDER BY s.ordinal DESC LIMIT 1`,
  )
}

/** How old the oldest committed row is that has no seal, in seconds; 0 when all have one. */
export async function secondsBehind(tx: ReadTx | WriteTx): Promise<number> {
  const row = await tx.one<{ age: number }>(
    `SELECT extract(epoch FROM clock_timestamp() - e.recorded)::float8 AS age FROM audit_events e
      WHERE e.seq > (SELECT settled_seq FROM audit_sealing)
        AND NOT EXISTS (SELECT FROM audit_seals s
                         WHERE s.seq = e.seq AND s.seq > (SELECT settled_seq FROM audit_sealing))
      ORDER BY e.seq LIMIT 1`,
  )
  return Math.max(row?.age ?? 0, 0)
}
