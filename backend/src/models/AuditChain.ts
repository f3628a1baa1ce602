import type { ReadTx } from '../config/database.ts'
import type { CanonicalEvent } from '../utils/auditChain.ts'
import { ownConnection } from './ownConnection.ts'

/** Asks the database; the application's own transaction, or a connection that may only read. */
export type Asker = Pick<ReadTx, 'many'>

export interface SealRow {
  ordinal: string
  seq: string
  /** Microseconds since the epoch, as text. */
  recorded: string
  rowHash: Buffer
  chainHash: Buffer
}

const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint::text`

/** Seals from an ordinal on, in their order. */
export function seals(ask: Asker, from: string, limit: number): Promise<SealRow[]> {
  return ask.many<SealRow>(
    `SELECT s.ordinal::text, s.seq::text, ${micros('s.recorded')} AS recorded, row_hash AS "rowHash", chain_hash AS "chainHash"
       FROM audit_seals s WHERE s.ordinal >= $1::bigint ORDER BY s.ordinal LIMIT $2`,
    [from, limit],
  )
}

/** Audit rows by their numbers, as they are hashed. */
export function events(ask: Asker, seqs: readonly string[]): Promise<CanonicalEvent[]> {
  return ask.many<CanonicalEvent>(
    `SELECT seq::text, id::text, ${micros('recorded')} AS recorded, action::text, operation, outcome, actor_id::text AS "actorId",
            actor_role AS "actorRole", purpose, session_id::text AS "sessionId", request_id AS "requestId",
            client_address AS "clientAddress", resource_type AS "resourceType", resource_id::text AS "resourceId",
            resource_version::text AS "resourceVersion", patient_ids::text[] AS "patientIds",
            changed_fields AS "changedFields", reason
       FROM audit_events WHERE seq = ANY ($1::bigint[])`,
    [seqs],
  )
}

export interface ChainEnds {
  logId: string
  settledSeq: string
  /** The last number given out. */
  lastSeq: string
  /** The newest seal; '0' while there is none. */
  lastOrdinal: string
  lastSealedSeq: string
}

export async function ends(ask: Asker): Promise<ChainEnds> {
  const [row] = await ask.many<ChainEnds>(
    `SELECT s.log_id AS "logId", s.settled_seq::text AS "settledSeq",
            coalesce(pg_sequence_last_value('audit_events_seq_seq'), 0)::text AS "lastSeq",
            coalesce(newest.ordinal, 0)::text AS "lastOrdinal", coalesce(newest.seq, 0)::text AS "lastSealedSeq"
       FROM audit_sealing s LEFT JOIN (SELECT ordinal, seq FROM audit_seals ORDER BY ordinal DESC LIMIT 1) newest ON true`,
  )
  return row!
}

/** The first row in a stretch of numbers that has no seal, with the ordinal that follows its place. */
export async function firstUnsealed(
  ask: Asker,
  after: string,
  until: string,
): Promise<{ seq: string; ordinal: string | null } | null> {
  const [row] = await ask.many<{ seq: string; ordinal: string | null }>(
    `SELECT e.seq::text, (SELECT s.ordinal::text FROM audit_seals s WHERE s.seq > e.seq ORDER BY s.seq LIMIT 1) AS ordinal
       FROM audit_events e
      WHERE e.seq > $1::bigint AND e.seq <= $2::bigint
        AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.seq = e.seq AND s.seq > $1::bigint AND s.seq <= $2::bigint)
      ORDER BY e.seq LIMIT 1`,
    [after, until],
  )
  return row ?? null
}

/** Whether any audit row is left in a stretch of numbers. */
export async function anyLeft(ask: Asker, from: string, until: string): Promise<boolean> {
  const rows = await ask.many('SELECT 1 FROM audit_events WHERE seq >= $1::bigint AND seq <= $2::bigint LIMIT 1', [
    from,
    until,
  ])
  return rows.length > 0
}

/** The highest ordinal that the database says was told at a destination; null when none was. */
export async function anchoredUpTo(ask: Asker, destination: string): Promise<string | null> {
  const [row] = await ask.many<{ ordinal: string | null }>(
    'SELECT max(ordinal)::text AS ordinal FROM audit_anchors WHERE destination = $1 AND failure IS NULL',
    [destination],
  )
  return row?.ordinal ?? null
}

/** A connection of its own for a verification outside of the application, as a role that may only read. */
export async function openForReading(url: string): Promise<Asker & { close(): Promise<void> }> {
  const client = await ownConnection(url, 'hms-audit-verify')
  return {
    many: async <T extends object>(text: string, values: readonly unknown[] = []) =>
      (await client.query(text, values as unknown[])).rows as T[],
    close: () => client.end(),
  }
}
