/** What a variable of the environment can be. Each complains in words that never repeat the value: it may be a secret. */
import { Buffer } from 'node:buffer'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { parseTrustProxy, TRUST_PROXY_SHAPE, type TrustProxy } from './trustProxy.ts'

/** One key of the ring: 32 random bytes under a short name that is stored beside everything the key wraps. */
export type EnvKey = { id: string; key: Buffer }

export const flag = z
  .enum(['1', '0', 'true', 'false', 'on', 'off', 'yes', 'no'], { error: 'must be on or off' })
  .transform((value) => ['1', 'true', 'on', 'yes'].includes(value))

export const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`)

export const port = whole(1, 65535)

export const url = (protocols: string[]) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `must be an address that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    )

export const postgresUrl = url(['postgres:', 'postgresql:'])
export const webUrl = url(['http:', 'https:']).transform((value) => value.replace(/\/+$/, ''))

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url))

/** Paths are meant from the project's folder, wherever a process was started. */
export const inProject = (path: string): string => resolve(projectRoot, path)

export const path = z.string().transform(inProject)

export const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin')

export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day as 02:30')

/** Public keys of age (https://age-encryption.org/v1): X25519, or the hybrid kind. Each alone opens what is made for it. */
export const recipients = z
  .string()
  .transform((value) => value.split(',').map((entry) => entry.trim()))
  .refine(
    (list) => list.every((entry) => /^age1(pq1)?[0-9a-z]{50,}$/.test(entry)),
    'must be a public key of age as `npm run backup:keys` shows it (age1…), or several with commas between',
  )

/** A number of proxies, or their addresses and networks with commas between (`config/trustProxy.ts`). */
export const proxies = z.string().transform((value, context): TrustProxy => {
  const parsed = parseTrustProxy(value)
  if (parsed === null) context.addIssue({ code: 'custom', message: TRUST_PROXY_SHAPE })
  return parsed ?? z.NEVER
})

/** `id:base64`, with commas between; the first key is current. */
export const keyRing = z.string().transform((value, context): EnvKey[] => {
  const keys = value.split(',').map(parseKey)
  const complain = (message: string) => context.addIssue({ code: 'custom', message })
  if (keys.some((key) => key === null)) {
    complain('must be a comma-separated list of id:base64 where base64 holds exactly 32 bytes; the first is current')
    return z.NEVER
  }
  const ring = keys as EnvKey[]
  if (new Set(ring.map((key) => key.id)).size !== ring.length) complain('names the same key id twice')
  return ring
})

function parseKey(entry: string): EnvKey | null {
  const match = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)$/.exec(entry.trim())
  if (!match) return null
  const [, id, base64] = match as unknown as [string, string, string]
  return { id, key: Buffer.from(base64, 'base64') }
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
