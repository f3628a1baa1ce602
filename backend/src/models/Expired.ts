import type { WriteTx } from '../config/database.ts'

/** Forgets what serves for minutes only and says nothing of anybody; all else is for the rules of `Retention`. */
export async function forgetExpired(tx: WriteTx): Promise<void> {
  await tx.run(`DELETE FROM auth_challenges WHERE expires_at < now() - interval '1 day'`)
  await tx.run(
    'UPDATE sessions SET id_token = NULL WHERE least(expires_at, revoked_at) < now() AND id_token IS NOT NULL',
  )
  await tx.run(`DELETE FROM rate_limits WHERE expire < extract(epoch FROM now()) * 1000`)
  await tx.run(`DELETE FROM external_sign_ins WHERE expires_at < now() - interval '1 day'`)
}
