/**
 * Sealed fields as pgcrypto's `pgp_sym_encrypt(value, key, 'cipher-algo=aes256, s2k-mode=1, compress-algo=0')` writes them,
 * made here because a fill spends most of its time on them: RFC 4880 with a salted S2K (3.7.1.2, SHA-1), one
 * symmetrically encrypted and integrity protected packet (5.13), and in it a literal text packet (5.9).
 */
import { createCipheriv, hash, randomFillSync } from 'node:crypto'

const POOL = 1 << 20
const pool = Buffer.alloc(POOL)
let used = POOL

function randomBytes(count: number): Buffer {
  if (used + count > POOL) {
    randomFillSync(pool)
    used = 0
  }
  used += count
  return pool.subarray(used - count, used)
}

const ZERO_IV = Buffer.alloc(16)
/** Tag 3, twelve bytes: version 4, AES-256, salted S2K with SHA-1; the salt follows. */
const SESSION_KEY = 'c30c04090102'
const SALT = 8
const PREFIX = 16
const DIGEST = 20

const hexOf = (bytes: readonly number[]) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** Packet lengths in the new format (4.2.2). */
function lengthOf(bytes: number): number[] {
  if (bytes < 192) return [bytes]
  if (bytes < 8384) return [192 + ((bytes - 192) >> 8), (bytes - 192) & 0xff]
  return [0xff, bytes >>> 24, (bytes >>> 16) & 0xff, (bytes >>> 8) & 0xff, bytes & 0xff]
}

/** 32 bytes of SHA-1: of salt and passphrase, and of a zero byte before them. */
function sessionKeyOf(salt: Buffer, key: string): Buffer {
  const salted = Buffer.allocUnsafe(1 + SALT + Buffer.byteLength(key))
  salted[0] = 0
  salt.copy(salted, 1)
  salted.write(key, 1 + SALT)
  const sessionKey = Buffer.allocUnsafe(2 * DIGEST)
  hash('sha1', salted.subarray(1), 'buffer').copy(sessionKey)
  hash('sha1', salted, 'buffer').copy(sessionKey, DIGEST)
  return sessionKey.subarray(0, 32)
}

/** What is encrypted: 16 random bytes and two of them again, the text as a literal packet, and a digest of it all. */
function bodyOf(text: string): Buffer {
  const bytes = Buffer.byteLength(text)
  // `t` for text, no file name, no date.
  const header = [0xcb, ...lengthOf(6 + bytes), 0x74, 0, 0, 0, 0, 0]
  const start = PREFIX + 2 + header.length
  const body = Buffer.allocUnsafe(start + bytes + 2 + DIGEST)
  randomBytes(PREFIX).copy(body)
  body.copy(body, PREFIX, PREFIX - 2, PREFIX)
  for (let n = 0; n < header.length; n++) body[PREFIX + 2 + n] = header[n]!
  body.write(text, start)
  body[start + bytes] = 0xd3
  body[start + bytes + 1] = 0x14
  hash('sha1', body.subarray(0, start + bytes + 2), 'buffer').copy(body, start + bytes + 2)
  return body
}

function encrypt(text: string, key: string): string {
  const salt = randomBytes(SALT)
  const body = bodyOf(text)
  const cipher = createCipheriv('aes-256-cfb', sessionKeyOf(salt, key), ZERO_IV)
  const sealed = cipher.update(body, undefined, 'hex')
  return `${SESSION_KEY}${salt.toString('hex')}d2${hexOf(lengthOf(body.length + 1))}01${sealed}`
}

/** A field as `hms_seal` stores it, in COPY's text form. */
export function seal(value: string, key: string, patientId: string, field: string): string {
  return `\\\\x${encrypt(`${patientId}|${field}|${value}`, key)}`
}

/** bytea in COPY's text form. */
export const sqlBytes = (bytes: Buffer) => `\\\\x${bytes.toString('hex')}`
