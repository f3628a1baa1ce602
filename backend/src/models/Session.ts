import type { ReadTx, WriteTx } from '../config/database.ts'

export interface Session {
  id: string
  userId: string
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
  revokedAt: Date | null
  clientAddress: string | null
  userAgent: string | null
  /** Since when it has a second factor. */
  secondFactorAt: Date | null
}

const columns = `id, user_id AS "userId", created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt",
  revoked_at AS "revokedAt", client_address AS "clientAddress", user_agent AS "userAgent",
  second_factor_at AS "secondFactorAt"`

export interface NewSession {
  userId: string
  userAgent: string | null
  clientAddress: string | null
  now: Temporal.Instant
  expiresAt: Temporal.Instant
  /** Whether a second factor was shown. */
  secondFactor: boolean
}

export async function insert(tx: WriteTx, session: NewSession): Promise<Session> {
  const row = await tx.one<Session>(
    `INSERT INTO sessions (user_id, user_agent, client_address, created_at, last_seen_at, expires_at, second_factor_at)
     VALUES ($1, $2, $3, $4, $4, $5, CASE WHEN $6::boolean THEN $4::timestamptz END) RETURNING ${columns}`,
    [
      session.userId,
      session.userAgent,
      session.clientAddress,
      session.now.toString(),
      session.expiresAt.toString(),
      session.secondFactor,
    ],
  )
  return row!
}

export function find(tx: ReadTx | WriteTx, id: string): Promise<Session | null> {
  return tx.one<Session>(`SELECT ${columns} FROM sessions WHERE id = $1`, [id])
}

export async function touch(tx: WriteTx, id: string, now: Temporal.Instant): Promise<void> {
  await tx.run('UPDATE sessions SET last_seen_at = greatest(last_seen_at, $2::timestamptz) WHERE id = $1', [
    id,
    now.toString(),
  ])
}

/** Notes that the person has shown once more who it is, by the clock that asks; and with a second factor, if so. */
export async function prove(tx: WriteTx, id: string, secondFactor: boolean): Promise<void> {
  await tx.run(
    `UPDATE sessions SET proved_at = now(),
            second_factor_at = CASE WHEN $2::boolean THEN coalesce(second_factor_at, now()) ELSE second_factor_at END
      WHERE id = $1 AND revoked_at IS NULL`,
    [id, secondFactor],
  )
}

/** The live sessions of one person, the last used first. An administrator's row-level security shows everybody's. */
export function listLive(tx: ReadTx | WriteTx, userId: string, now: Temporal.Instant): Promise<Session[]> {
  return tx.many<Session>(
    `SELECT ${columns} FROM sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
      ORDER BY last_seen_at DESC, id`,
    [userId, now.toString()],
  )
}

/** Ends one live session of a person. @returns whether there was one. */
export async function revoke(
  tx: WriteTx,
  userId: string,
  id: string,
  now: Temporal.Instant,
  reason: string,
): Promise<boolean> {
  const ended = await tx.run(
    `UPDATE sessions SET revoked_at = $3, revoked_reason = $4
      WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL AND expires_at > $3`,
    [userId, id, now.toString(), reason],
  )
  return ended === 1
}

/** Ends all sessions of a person but one. */
export async function revokeAll(
  tx: WriteTx,
  userId: string,
  now: Temporal.Instant,
  reason: string,
  except: string | null = null,
): Promise<number> {
  return tx.run(
    `UPDATE sessions SET revoked_at = $2, revoked_reason = $3
      WHERE user_id = $1 AND revoked_at IS NULL AND id IS DISTINCT FROM $4`,
    [userId, now.toString(), reason, except],
  )
}
