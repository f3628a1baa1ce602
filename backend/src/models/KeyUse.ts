import type { ReadTx, WriteTx } from '../config/database.ts'
import { SEALED_BY_RING } from './PrivacyCase.ts'
import type { WrappedKey } from './sealing.ts'

/** What keys of the ring are used for and leaves rows in the database. */
export type KeyUseKind =
  'patient-keys' | 'phone-indexes' | 'totp-secrets' | 'stored-replies' | 'findings' | 'recovery-codes' | 'retained-keys'

export interface KeyUse {
  kind: KeyUseKind
  /** Null for indexes of releases before, which do not say it. */
  keyId: string | null
  rows: number
}

/** The forms of releases before are MACs alone. */
const index = (column: string) => `CASE WHEN octet_length(${column}) > 32 THEN hms_key_in_front(${column}) END`

/** What work as `system` sees of it. Looks at every row: for people, not for requests. */
export function countAsSystem(tx: ReadTx): Promise<KeyUse[]> {
  return tx.many<KeyUse>(
    `SELECT 'patient-keys' AS kind, key_id AS "keyId", count(*)::float8 AS rows FROM patient_keys GROUP BY key_id
      UNION ALL
     SELECT 'phone-indexes', ${index('phone_index')}, count(*)::float8 FROM patients WHERE phone_index IS NOT NULL GROUP BY 2
      UNION ALL
     SELECT 'stored-replies', hms_key_in_front(response), count(*)::float8
       FROM idempotency_keys WHERE response IS NOT NULL GROUP BY 2
      UNION ALL
     SELECT 'findings', hms_key_in_front(finding), count(*)::float8
       FROM privacy_cases WHERE ${SEALED_BY_RING} GROUP BY 2
      UNION ALL
     SELECT 'retained-keys', wrapped_by, count(*)::float8 FROM retained_keys GROUP BY wrapped_by`,
  )
}

/** What the sign-in, role `auth`, sees of it. */
export function countAsAuth(tx: ReadTx): Promise<KeyUse[]> {
  return tx.many<KeyUse>(
    `SELECT 'totp-secrets' AS kind, hms_key_in_front(secret) AS "keyId", count(*)::float8 AS rows FROM totp_factors GROUP BY 2
      UNION ALL
     SELECT 'recovery-codes', ${index('code_hash')}, count(*)::float8 FROM recovery_codes WHERE used_at IS NULL GROUP BY 2`,
  )
}

const ids = (rows: { keyId: string }[]) => rows.map(({ keyId }) => keyId)

/** The ids of keys without which something cannot be opened; steps from id to id on the index. As `system`. */
export async function idsAsSystem(tx: ReadTx | WriteTx): Promise<string[]> {
  return ids(
    await tx.many<{ keyId: string }>(
      `WITH RECURSIVE found AS (
         (SELECT key_id FROM patient_keys ORDER BY key_id LIMIT 1)
          UNION ALL
         SELECT (SELECT k.key_id FROM patient_keys k WHERE k.key_id > found.key_id ORDER BY k.key_id LIMIT 1)
           FROM found WHERE found.key_id IS NOT NULL
       )
       SELECT key_id AS "keyId" FROM found WHERE key_id IS NOT NULL
        UNION
       SELECT hms_key_in_front(response) FROM idempotency_keys WHERE response IS NOT NULL
        UNION
       SELECT hms_key_in_front(finding) FROM privacy_cases WHERE ${SEALED_BY_RING}
        UNION
       SELECT wrapped_by FROM retained_keys`,
    ),
  )
}

/** As `auth`. */
export async function idsAsAuth(tx: ReadTx | WriteTx): Promise<string[]> {
  return ids(await tx.many<{ keyId: string }>('SELECT DISTINCT hms_key_in_front(secret) AS "keyId" FROM totp_factors'))
}

/** One row that the key wraps, to try it on. As `system`. */
export function sample(tx: ReadTx | WriteTx, keyId: string): Promise<WrappedKey | null> {
  return tx.one<WrappedKey>(
    'SELECT patient_id AS "patientId", scope, key_id AS "keyId", wrapped FROM patient_keys WHERE key_id = $1 LIMIT 1',
    [keyId],
  )
}
