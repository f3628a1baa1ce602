import { roles, type Role } from '@hms/contract/permissions'
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { keys } from '../config/runtime.ts'
import type { UserIdentity } from './context.ts'
import { isUuid } from './id.ts'

/** How long an access token is good for, in seconds; the session behind it is checked at every use. */
export const ACCESS_TOKEN_SECONDS = 600

const ISSUER = 'hms'
const AUDIENCE = 'hms-api'
const TYPE = 'at+jwt'
const ALGORITHM = 'HS256'

/** Signs an access token (RFC 9068) with the current key of the ring; `kid` tells which. */
export function signAccessToken(identity: UserIdentity, nowSeconds = Math.floor(Date.now() / 1000)): Promise<string> {
  return new SignJWT({ sid: identity.sessionId, role: identity.role })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: keys.currentId })
    .setSubject(identity.userId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(nowSeconds)
    .setNotBefore(nowSeconds)
    .setExpirationTime(nowSeconds + ACCESS_TOKEN_SECONDS)
    .sign(keys.derive('access-token'))
}

/**
 * Tokens whose signature was found good, until they expire. Whether the session behind a token still stands is another
 * question, which the database answers at every use.
 */
const verified = new LRUCache<string, UserIdentity>({ max: 5000 })

/** Who the token was made for; null for anything that this service did not sign for this use, or that is out of date. */
export async function verifyAccessToken(token: string): Promise<UserIdentity | null> {
  const known = verified.get(token)
  if (known) return known
  try {
    const { kid } = decodeProtectedHeader(token)
    if (!kid || !keys.ids.includes(kid)) return null
    const { payload } = await jwtVerify(token, keys.derive('access-token', kid), {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['sub', 'sid', 'role', 'iat', 'nbf', 'exp'],
    })
    const { sub, sid, role, exp } = payload
    const valid = isUuid(String(sub)) && isUuid(String(sid)) && roles.includes(role as Role)
    if (!valid) return null
    const identity: UserIdentity = { kind: 'user', userId: sub as string, sessionId: sid as string, role: role as Role }
    verified.set(token, identity, { ttl: Math.max(Number(exp) * 1000 - Date.now(), 1) })
    return identity
  } catch {
    return null
  }
}
