import { createHmac, randomUUID } from 'node:crypto'
import { authApi } from '@hms/contract/auth'
import { OWN_PAGES_HEADER } from '@hms/contract/ownPages'
import type { Role } from '@hms/contract/permissions'
import { keys } from '../../src/config/runtime.ts'
import { oneTimeTokenFor } from '../../src/utils/oneTimeToken.ts'
import { ACCESS_COOKIE, DEVICE_COOKIE, REFRESH_COOKIE } from '../../src/utils/cookies.ts'
import { call, type Reply } from './call.ts'
import { look } from './observer.ts'

export const goodPassword = 'Seven lanterns over the quay'

export const anEmail = () => `p${randomUUID()}@test.example`

/** A client address of its own, so that no test uses up another's tries. */
export function anAddress(): string {
  const byte = () => Math.floor(Math.random() * 254) + 1
  return `10.${byte()}.${byte()}.${byte()}`
}

export const from = (address: string) => ({ 'X-Forwarded-For': address })

/** The value of a cookie that a reply sets: '' when it removes it, undefined when it leaves it alone. */
export function cookieFrom(reply: Reply<unknown>, name: string): string | undefined {
  const set = (reply.headers['set-cookie'] as unknown as string[] | undefined) ?? []
  return set
    .find((line) => line.startsWith(`${name}=`))
    ?.split(';')[0]!
    .slice(name.length + 1)
}

export const refreshCookie = (reply: Reply<unknown>) => cookieFrom(reply, REFRESH_COOKIE)!
export const deviceCookie = (reply: Reply<unknown>) => cookieFrom(reply, DEVICE_COOKIE)!
export const accessCookie = (reply: Reply<unknown>) => cookieFrom(reply, ACCESS_COOKIE)!

export const withRefresh = (token: string) => ({ Cookie: `${REFRESH_COOKIE}=${token}` })
/** What our own pages send along, in a browser. */
export const ofOwnPage = { 'Sec-Fetch-Site': 'same-origin', [OWN_PAGES_HEADER]: '1' }
export const withDevice = (mark: string) => ({ Cookie: `${DEVICE_COOKIE}=${mark}` })
export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

/** Somebody who signed up through the front door. */
export async function signedUp(email = anEmail(), password = goodPassword) {
  const body = { email, password, firstName: 'Ada', lastName: 'Byron' }
  const reply = await call(authApi.register, { body, headers: from(anAddress()) })
  if (reply.status !== 201) throw new Error(`sign-up failed: ${JSON.stringify(reply.problem)}`)
  return { email, password, userId: reply.body.user.id, token: reply.body.accessToken, reply }
}

export function signIn(email: string, password: string, headers: Record<string, string> = from(anAddress())) {
  return call(authApi.login, { body: { email, password }, headers })
}

/** A browser with somebody signed in, who came through the front door, and was given a role where it is not a patient's. */
export async function aBrowser(role: Role = 'patient') {
  const { userId, email } = await signedUp()
  if (role !== 'patient') await look('UPDATE users SET role = $2 WHERE id = $1', [userId, role])
  const reply = await signIn(email, goodPassword)
  const access = accessCookie(reply)
  const sessionId = String(taken(access).claims.sid)
  return { userId, email, sessionId, access, refresh: refreshCookie(reply), reply }
}

export const refreshWith = (token: string, headers: Record<string, string> = {}) =>
  call(authApi.refresh, { headers: { ...withRefresh(token), ...headers } })

/** The rows that a request has left in the audit log. */
export function auditRows(requestId: string) {
  return look<Record<string, unknown>>('SELECT * FROM audit_events WHERE request_id = $1 ORDER BY seq', [requestId])
}

/** The token of the newest link that was sent to somebody, as its mail would carry it. */
export async function latestToken(userId: string): Promise<string> {
  const [row] = await look<{ id: string; purpose: string; userId: string }>(
    `SELECT t.id, t.purpose, t.user_id AS "userId" FROM one_time_tokens t
      WHERE t.user_id = $1 ORDER BY t.created_at DESC LIMIT 1`,
    [userId],
  )
  return oneTimeTokenFor(row!)
}

type Json = Record<string, unknown>
const part = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token with any header and claims, signed with any key. */
export function forge(header: Json, claims: Json, key: Buffer | string = keys.derive('access-token')): string {
  const signed = `${part(header)}.${part(claims)}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

/** Header and claims of a genuine token, to be forged from. */
export function taken(token: string): { header: Json; claims: Json } {
  const [header, claims] = token.split('.').map((text) => {
    try {
      return JSON.parse(Buffer.from(text, 'base64url').toString()) as Json
    } catch {
      return {}
    }
  })
  return { header: header!, claims: claims! }
}

/** Puts a counter where only so many tries would take it. */
export async function exhaust(limit: string, subject: string, points: number): Promise<void> {
  const key = keys.mac('rate-limit', `${limit}|${subject}`).toString('base64url')
  await look(
    `INSERT INTO rate_limits (key, points, expire) VALUES ($1, $2, $3)
     ON CONFLICT (key) DO UPDATE SET points = excluded.points, expire = excluded.expire`,
    [`${limit}:${key}`, points, Date.now() + 600_000],
  )
}
