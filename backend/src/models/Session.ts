import type { Role } from '@hms/contract/permissions'
import type { ReadTx, WriteTx } from '../config/database.ts'

export interface Session {
  id: string
  userId: string
  createdAt: Date
  lastSeenAt: Date
  /** When it ends however busy it is; somebody who has become staff is held to the time of staff. */
  endsAt: Date
  revokedAt: Date | null
  revokedReason: string | null
  clientAddress: string | null
  userAgent: string | null
  /** Since when it has a second factor. */
  secondFactorAt: Date | null
  state: 'awake' | 'locked' | 'over'
}

/** Of `sessions s`, `users u` and `hospital_settings h`. */
const columns = `s.id, s.user_id AS "userId", s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt",
  least(s.expires_at, s.created_at + hms_session_length(h, u.role)) AS "endsAt", s.revoked_at AS "revokedAt",
  s.revoked_reason AS "revokedReason", s.client_address AS "clientAddress", s.user_agent AS "userAgent", s.second_factor_at AS "secondFactorAt",
  hms_session_state(s, h, u.role) AS state`
const joined = 'sessions s JOIN users u ON u.id = s.user_id CROSS JOIN hospital_settings h'

export interface NewSession {
  userId: string
  role: Role
  userAgent: string | null
  clientAddress: string | null
  now: Temporal.Instant
  /** Whether a second factor was shown. */
  secondFactor: boolean
  /** Of the provider that has vouched for the person; sealed. */
  idToken: Buffer | null
}

/** Opens a session for as long as the hospital gives the role. */
export async function insert(tx: WriteTx, session: NewSession): Promise<Session> {
  const row = await tx.one<Session>(
    `INSERT INTO sessions (user_id, user_agent, client_address, created_at, last_seen_at, expires_at, second_factor_at,
                           id_token)
     SELECT $1, $2, $3, $4, $4, $4::timestamptz + hms_session_length(h, $5), CASE WHEN $6::boolean THEN $4::timestamptz END,
            $7::bytea
       FROM hospital_settings h
     RETURNING id, user_id AS "userId", created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "endsAt",
               revoked_at AS "revokedAt", revoked_reason AS "revokedReason", client_address AS "clientAddress",
               user_agent AS "userAgent", second_factor_at AS "secondFactorAt", 'awake' AS state`,
    [
      session.userId,
      session.userAgent,
      session.clientAddress,
      session.now.toString(),
      session.role,
      session.secondFactor,
      session.idToken,
    ],
  )
  return row!
}

export function find(tx: ReadTx | WriteTx, id: string): Promise<Session | null> {
  return tx.one<Session>(`SELECT ${columns} FROM ${joined} WHERE s.id = $1`, [id])
}

/** What the provider wants to see when its person signs out there, too; null where none has vouched for the person. */
export async function idTokenOf(tx: ReadTx | WriteTx, id: string): Promise<Buffer | null> {
  const row = await tx.one<{ idToken: Buffer | null }>('SELECT id_token AS "idToken" FROM sessions WHERE id = $1', [id])
  return row?.idToken ?? null
}

/** How long it stays open, in seconds, by the database's clock. */
export interface Clock {
  idleSeconds: number
  lockInSeconds: number
  endsInSeconds: number
}

export async function clock(tx: ReadTx | WriteTx, id: string): Promise<Clock> {
  const row = await tx.one<Clock>(
    `SELECT extract(epoch FROM idle)::int AS "idleSeconds",
            CASE state WHEN 'awake' THEN ceil(extract(epoch FROM active_at + idle - now()))::int ELSE 0 END AS "lockInSeconds",
            CASE state WHEN 'over' THEN 0 ELSE ceil(extract(epoch FROM ends_at - now()))::int END AS "endsInSeconds"
       FROM (SELECT hms_idle_limit(h, u.role) AS idle, hms_session_state(s, h, u.role) AS state, s.active_at,
                    least(s.expires_at, s.created_at + hms_session_length(h, u.role)) AS ends_at
               FROM ${joined} WHERE s.id = $1) AS one`,
    [id],
  )
  return row!
}

/** Notes that the person was there so many seconds ago; a locked session stays locked. */
export async function noteActivity(tx: WriteTx, id: string, secondsAgo: number): Promise<void> {
  await tx.run(
    `UPDATE sessions SET active_at = now() - make_interval(secs => $2)
      WHERE id = $1 AND revoked_at IS NULL AND locked_at IS NULL AND active_at < now() - make_interval(secs => $2)`,
    [id, secondsAgo],
  )
}

export async function lock(tx: WriteTx, id: string): Promise<void> {
  await tx.run('UPDATE sessions SET locked_at = coalesce(locked_at, now()) WHERE id = $1', [id])
}

/** What somebody has shown once more who it is with. */
export interface Shown {
  secondFactor: boolean
  /** Whether it opens a locked session. */
  opens: boolean
  /** A newer one of the provider, sealed. */
  idToken?: Buffer | null
}

/** Why a session is over that goes on as another one. */
export const RENEWED = 'renewed'

/**
 * Opens a session in the place of one that stands, for a person who has just shown who it is, by the clock that asks. It began
 * when the other one did, ends when that one would have, and is the same device. The other one is for the caller to end.
 */
export async function renew(
  tx: WriteTx,
  id: string,
  { secondFactor, opens, idToken = null }: Shown,
): Promise<Session | null> {
  const row = await tx.one<{ id: string }>(
    `INSERT INTO sessions (user_id, user_agent, client_address, created_at, last_seen_at, expires_at, proved_at,
                           second_factor_at, locked_at, active_at, id_token)
     SELECT user_id, user_agent, client_address, created_at, greatest(last_seen_at, now()), expires_at, now(),
            CASE WHEN $2::boolean THEN coalesce(second_factor_at, now()) ELSE second_factor_at END,
            CASE WHEN NOT $3::boolean THEN locked_at END, CASE WHEN $3::boolean THEN now() ELSE active_at END,
            coalesce($4::bytea, id_token)
       FROM sessions WHERE id = $1 AND revoked_at IS NULL
     RETURNING id`,
    [id, secondFactor, opens, idToken],
  )
  return row && find(tx, row.id)
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
export function listLive(tx: ReadTx | WriteTx, userId: string): Promise<Session[]> {
  return tx.many<Session>(
    `SELECT ${columns} FROM ${joined}
      WHERE s.user_id = $1 AND s.revoked_at IS NULL AND hms_session_state(s, h, u.role) <> 'over'
      ORDER BY s.last_seen_at DESC, s.id`,
    [userId],
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

/** What a browser brings of the session that it has. */
export interface Former {
  refreshHash: Buffer | null
  sessionId: string | null
}

/** The session of `Former`, as a value of the parameters `$1` and `$2`. */
export const formerSession = 'coalesce((SELECT t.session_id FROM refresh_tokens t WHERE t.token_hash = $1), $2::uuid)'

/** Ends the session that a browser had before a sign-in, whoever's it was; nobody waits for it. */
export function endFormer(tx: WriteTx, { refreshHash, sessionId }: Former, now: Temporal.Instant): void {
  if (!refreshHash && !sessionId) return
  tx.send(
    `UPDATE sessions SET revoked_at = $3, revoked_reason = 'signed-in-anew'
      WHERE id = ${formerSession} AND revoked_at IS NULL`,
    [refreshHash, sessionId, now.toString()],
  )
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
