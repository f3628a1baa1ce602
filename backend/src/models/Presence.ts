import type { Role } from '@hms/contract/permissions'
import type { ReadTx } from '../config/database.ts'

/** Which of these sessions may still listen: neither ended nor run out nor locked, of an enabled account; and in which role. */
export async function liveSessions(tx: ReadTx, sessionIds: readonly string[]): Promise<Map<string, Role>> {
  const rows = await tx.many<{ id: string; role: Role }>(
    `SELECT s.id, u.role FROM sessions s JOIN users u ON u.id = s.user_id CROSS JOIN hospital_settings h
      WHERE s.id = ANY($1::uuid[]) AND s.revoked_at IS NULL AND u.disabled_at IS NULL
        AND hms_session_state(s, h, u.role) = 'awake'`,
    [sessionIds],
  )
  return new Map(rows.map(({ id, role }) => [id, role]))
}
