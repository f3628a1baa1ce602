import type { WriteTx } from '../config/database.ts'

/** What has run out and is of no use any more; how many rows went. */
export interface Forgotten {
  sessions: number
  oneTimeTokens: number
  rateLimits: number
}

/** Sessions and links are kept a month after their end, for whoever asks what happened. */
const KEPT = `interval '30 days'`

export async function forgetExpired(tx: WriteTx): Promise<Forgotten> {
  // A message outlives the link that it carried.
  await tx.run(
    `UPDATE messages SET one_time_token_id = NULL
      WHERE one_time_token_id IN (SELECT id FROM one_time_tokens WHERE expires_at < now() - ${KEPT})`,
  )
  await tx.run(`DELETE FROM auth_challenges WHERE expires_at < now() - interval '1 day'`)
  return {
    oneTimeTokens: await tx.run(`DELETE FROM one_time_tokens WHERE expires_at < now() - ${KEPT}`),
    // Refresh tokens go with their session.
    sessions: await tx.run(`DELETE FROM sessions WHERE least(expires_at, revoked_at) < now() - ${KEPT}`),
    rateLimits: await tx.run(`DELETE FROM rate_limits WHERE expire < extract(epoch FROM now()) * 1000`),
  }
}
