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
const ZERO = Buffer.alloc(1)
/** Tag 3, twelve bytes: version 4, AES-256, salted S2K with SHA-1; the salt follows. */
const SESSION_KEY = Buffer.from([0xc3, 12, 4, 9, 1, 2])
const MDC_HEADER = Buffer.from([0xd3, 0x14])
/** `t` for text, no file name, no date. */
const LITERAL = Buffer.from([0x74, 0, 0, 0, 0, 0])

const sha1 = (...parts: Buffer[]) => hash('sha1', Buffer.concat(parts), 'buffer')

/** Packet lengths in the new format (4.2.2). */
function lengthOf(bytes: number): Buffer {
  if (bytes < 192) return Buffer.from([bytes])
  if (bytes < 8384) return Buffer.from([192 + ((bytes - 192) >> 8), (bytes - 192) & 0xff])
  const long = Buffer.from([0xff, 0, 0, 0, 0])
  long.writeUInt32BE(bytes, 1)
  return long
}

function encrypt(plain: Buffer, key: string): Buffer {
  const salt = randomBytes(8)
  const phrase = Buffer.from(key)
  const sessionKey = Buffer.concat([sha1(salt, phrase), sha1(ZERO, salt, phrase)], 32)
  const prefix = randomBytes(16)
  const literal = [Buffer.from([0xcb]), lengthOf(LITERAL.length + plain.length), LITERAL, plain]
  const body = Buffer.concat([prefix, prefix.subarray(14), ...literal, MDC_HEADER])
  const cipher = createCipheriv('aes-256-cfb', sessionKey, ZERO_IV)
  const sealed = Buffer.concat([cipher.update(body), cipher.update(hash('sha1', body, 'buffer'))])
  return Buffer.concat([SESSION_KEY, salt, Buffer.from([0xd2]), lengthOf(sealed.length + 1), Buffer.from([1]), sealed])
}

/** A field as `hms_seal` stores it, in COPY's text form. */
export function seal(value: string, key: string, patientId: string, field: string): string {
  return sqlBytes(encrypt(Buffer.from(`${patientId}|${field}|${value}`), key))
}

/** bytea in COPY's text form. */
export const sqlBytes = (bytes: Buffer) => `\\\\x${bytes.toString('hex')}`
