import type { ReadTx, WriteTx } from '../config/database.ts'

export type AnchorDestination = 'file' | 's3' | 'mail'

export interface NewAnchor {
  id: string
  at: string
  destination: AnchorDestination
  ordinal: string
  chainHash: Buffer
  /** In words that hold no data; null where it went well. */
  failure: string | null
}

export function insert(tx: WriteTx, anchor: NewAnchor): void {
  tx.send(
    `INSERT INTO audit_anchors (id, at, destination, ordinal, chain_hash, failure) VALUES ($1, $2, $3, $4, $5, $6)`,
    [anchor.id, anchor.at, anchor.destination, anchor.ordinal, anchor.chainHash, anchor.failure],
  )
}

export interface AnchorState {
  destination: AnchorDestination
  lastAt: Date
  /** Of the last try; null where it went well. */
  failure: string | null
  /** Null where none was told yet. */
  goodAt: Date | null
  goodOrdinal: string | null
}

/** How it stands with each of these destinations; those that were never tried are left out. */
export function states(tx: ReadTx | WriteTx, destinations: readonly AnchorDestination[]): Promise<AnchorState[]> {
  return tx.many<AnchorState>(
    `SELECT d.destination, last.at AS "lastAt", last.failure, good.at AS "goodAt", good.ordinal::text AS "goodOrdinal"
       FROM unnest($1::text[]) AS d (destination)
       CROSS JOIN LATERAL (SELECT a.at, a.failure FROM audit_anchors a WHERE a.destination = d.destination
                            ORDER BY a.at DESC LIMIT 1) last
       LEFT JOIN LATERAL (SELECT a.at, a.ordinal FROM audit_anchors a WHERE a.destination = d.destination AND a.failure IS NULL
                           ORDER BY a.at DESC LIMIT 1) good ON true`,
    [destinations],
  )
}
