import type { ReadTx, WriteTx } from '../config/database.ts'

export type ChallengePurpose = 'sign-in' | 'passkey-sign-in' | 'passkey-registration' | 'step-up'

export interface AuthChallenge {
  purpose: ChallengePurpose
  /** Null where the passkey is to tell who it is. */
  userId: string | null
  /** Where a provider vouches for the person: what its ID token is kept as until the session is opened. */
  idToken?: Buffer | null
}

export async function insert(
  tx: WriteTx,
  tokenHash: Buffer,
  { purpose, userId, idToken = null }: AuthChallenge,
  now: Temporal.Instant,
  expiresAt: Temporal.Instant,
): Promise<void> {
  await tx.run(
    `INSERT INTO auth_challenges (token_hash, purpose, user_id, id_token, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [tokenHash, purpose, userId, idToken, now.toString(), expiresAt.toString()],
  )
}

/** One that is neither used nor too old. */
export function findOpen(
  tx: ReadTx | WriteTx,
  tokenHash: Buffer,
  now: Temporal.Instant,
): Promise<AuthChallenge | null> {
  return tx.one<AuthChallenge>(
    `SELECT purpose, user_id AS "userId", id_token AS "idToken" FROM auth_challenges
      WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2`,
    [tokenHash, now.toString()],
  )
}

/** Uses it up; of two at once one wins. */
export async function use(tx: WriteTx, tokenHash: Buffer, now: Temporal.Instant): Promise<boolean> {
  const used = await tx.run(
    'UPDATE auth_challenges SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2',
    [tokenHash, now.toString()],
  )
  return used === 1
}

/** Whatever somebody has half done counts no more. */
export async function useAll(tx: WriteTx, userId: string, now: Temporal.Instant): Promise<void> {
  await tx.run('UPDATE auth_challenges SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL', [
    userId,
    now.toString(),
  ])
}
