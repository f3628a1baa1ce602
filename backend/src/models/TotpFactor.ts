import type { ReadTx, WriteTx } from '../config/database.ts'

export interface TotpFactor {
  secret: Buffer
  confirmedAt: Date | null
}

/** What a sealed secret is bound to. */
export const totpContext = (userId: string) => `totp|${userId}`

export function find(tx: ReadTx | WriteTx, userId: string): Promise<TotpFactor | null> {
  return tx.one<TotpFactor>('SELECT secret, confirmed_at AS "confirmedAt" FROM totp_factors WHERE user_id = $1', [
    userId,
  ])
}

/** Puts a secret there that waits to be confirmed. @returns false when there is a confirmed one already. */
export async function begin(tx: WriteTx, userId: string, secret: Buffer, now: Temporal.Instant): Promise<boolean> {
  const begun = await tx.run(
    `INSERT INTO totp_factors AS f (user_id, secret, created_at) VALUES ($1, $2, $3)
     ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at
      WHERE f.confirmed_at IS NULL`,
    [userId, secret, now.toString()],
  )
  return begun === 1
}

/** Makes the secret count from now on; the code that showed it is used. @returns false when there is none to confirm. */
export async function confirm(tx: WriteTx, userId: string, step: number, now: Temporal.Instant): Promise<boolean> {
  const confirmed = await tx.run(
    'UPDATE totp_factors SET confirmed_at = $2, last_step = $3 WHERE user_id = $1 AND confirmed_at IS NULL',
    [userId, now.toString(), step],
  )
  return confirmed === 1
}

/** Uses the code of a step up, and those of all steps before it; of two at once one wins. */
export async function useStep(tx: WriteTx, userId: string, step: number): Promise<boolean> {
  const used = await tx.run(
    'UPDATE totp_factors SET last_step = $2 WHERE user_id = $1 AND confirmed_at IS NOT NULL AND last_step < $2',
    [userId, step],
  )
  return used === 1
}

export async function remove(tx: WriteTx, userId: string): Promise<boolean> {
  return (await tx.run('DELETE FROM totp_factors WHERE user_id = $1', [userId])) === 1
}
