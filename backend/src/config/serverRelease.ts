import type pg from 'pg'

/** The oldest major release that HMS works on (decision 31). */
export const OLDEST_SERVER = 16

/** The minor releases that mend what lets others in (announced by PostgreSQL on 14 May 2026), by major release. */
const minorFloors: Record<number, number> = { 16: 14, 17: 10, 18: 4 }

/** The major release of `server_version_num`: 18 of 180004. */
export const majorOf = (serverVersion: number): number => Math.floor(serverVersion / 10_000)

export const isTooOld = (serverVersion: number): boolean => majorOf(serverVersion) < OLDEST_SERVER

/** What to say of a server whose release is too old or has known holes; null of one that is new enough, or newer than this list. */
export function complaintAboutRelease(serverVersion: number): string | null {
  const [major, minor] = [majorOf(serverVersion), serverVersion % 10_000]
  if (isTooOld(serverVersion)) return `PostgreSQL ${major} is too old; at least ${OLDEST_SERVER} is needed`
  const floor = minorFloors[major]
  if (floor === undefined || minor >= floor) return null
  return `PostgreSQL ${major}.${minor} has known holes; go to ${major}.${floor} or later`
}

/** A server on which HMS was never meant to run. Nothing was changed on it. */
export class OldServerError extends Error {
  constructor(serverVersion: number) {
    super(`${complaintAboutRelease(serverVersion)}: docs/deploy.md names who runs which.`)
    this.name = 'OldServerError'
  }
}

/** @throws OldServerError before anything is done to a server that is too old */
export async function refuseOldServer(client: Pick<pg.Client, 'query'>): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int AS version`,
  )
  const { version } = rows[0]!
  if (isTooOld(version)) throw new OldServerError(version)
}
