import { createHash } from 'node:crypto'

/**
 * The chain over the audit log, computed apart from the database that seals it. docs/audit-chain.md says the same in words,
 * with the values that auditChain.test.ts checks.
 */

/** Goes before the first link: SHA-256 of `hms-genesis-1`. */
export const GENESIS = createHash('sha256').update('hms-genesis-1').digest()

const ABSENT = Buffer.from('ffffffff', 'hex')

/** What is hashed of an audit row, each value as text; `recorded` in microseconds since 1970-01-01T00:00:00Z. */
export interface CanonicalEvent {
  seq: string
  id: string
  recorded: string
  action: string
  operation: string
  outcome: string
  actorId: string | null
  actorRole: string
  purpose: string
  sessionId: string | null
  requestId: string
  clientAddress: string | null
  resourceType: string
  resourceId: string | null
  resourceVersion: string | null
  patientIds: string[]
  changedFields: string[]
  reason: string | null
}

const length = (bytes: number): Buffer => {
  const written = Buffer.allocUnsafe(4)
  written.writeUInt32BE(bytes)
  return written
}

function field(value: string | null): Buffer {
  if (value === null) return ABSENT
  const text = Buffer.from(value)
  return Buffer.concat([length(text.length), text])
}

const list = (values: readonly string[]): Buffer => Buffer.concat([length(values.length), ...values.map(field)])

/** The bytes of a row over which its hash is taken. */
export function canonicalForm(event: CanonicalEvent): Buffer {
  return Buffer.concat([
    ...['hms-audit-1', event.seq, event.id, event.recorded, event.action, event.operation, event.outcome].map(field),
    ...[event.actorId, event.actorRole, event.purpose, event.sessionId, event.requestId, event.clientAddress].map(
      field,
    ),
    ...[event.resourceType, event.resourceId, event.resourceVersion].map(field),
    list(event.patientIds),
    list(event.changedFields),
    field(event.reason),
  ])
}

export const rowHash = (event: CanonicalEvent): Buffer => createHash('sha256').update(canonicalForm(event)).digest()

/** The link of the row with this ordinal, after the link before it. */
export function chainHash(ordinal: bigint, before: Buffer, row: Buffer): Buffer {
  const position = Buffer.allocUnsafe(8)
  position.writeBigInt64BE(ordinal)
  return createHash('sha256').update('hms-chain-1').update(position).update(before).update(row).digest()
}
