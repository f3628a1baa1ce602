import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { EnvKey } from './envValues.ts'

export type KeyPurpose =
  | 'wrap'
  | 'seal'
  | 'blind-index'
  | 'access-token'
  | 'refresh-token'
  | 'one-time-token'
  | 'second-factor'
  | 'recovery-code'
  | 'device'
  | 'rate-limit'
  | 'backup'
  | 'audit-anchor'
  | 'proof'

/** A key that the ring does not hold, or that does not open what it is said to open. Names the key, and nothing of it. */
export class KeyError extends Error {
  readonly keyId: string
  readonly kind: 'missing' | 'wrong'

  constructor(keyId: string, kind: 'missing' | 'wrong') {
    super(
      kind === 'missing'
        ? `The key ring does not hold the key ${keyId}`
        : `The key ${keyId} does not open what it sealed`,
    )
    this.name = 'KeyError'
    this.keyId = keyId
    this.kind = kind
  }
}

export interface Wrapped {
  keyId: string
  wrapped: Buffer
}

const IV_BYTES = 12
const TAG_BYTES = 16

const named = (keyId: string, bytes: Buffer) => Buffer.concat([Buffer.from([keyId.length]), Buffer.from(keyId), bytes])

const macOf = (key: Buffer, value: string) => createHmac('sha256', key).update(value).digest()

/** As `KeyRing.indexes`, under derived keys of which the ring does not hold the root any more. */
export const indexesWith = (retained: readonly { keyId: string; key: Buffer }[], value: string): Buffer[] =>
  retained.flatMap(({ keyId, key }) => [named(keyId, macOf(key, value)), macOf(key, value)])

/** Which key sealed a text, or made an index: it stands in front. */
export const keyIdOf = (bytes: Buffer): string => bytes.subarray(1, 1 + (bytes[0] ?? 0)).toString()

/**
 * The key ring of `HMS_KEYS`: the first key wraps what is new, all of them unwrap. It never reaches the database.
 * Each purpose has a key of its own, derived with HKDF-SHA256 (RFC 5869).
 */
export class KeyRing {
  readonly currentId: string
  readonly #keys: Map<string, Buffer>
  readonly #derived = new Map<string, Buffer>()

  constructor(keys: readonly EnvKey[]) {
    const first = keys[0]
    if (!first) throw new Error('The key ring is empty')
    this.currentId = first.id
    this.#keys = new Map(keys.map(({ id, key }) => [id, key]))
  }

  get ids(): string[] {
    return [...this.#keys.keys()]
  }

  holds(keyId: string): boolean {
    return this.#keys.has(keyId)
  }

  /** The key for one purpose. @throws KeyError when the ring does not hold `keyId`. */
  derive(purpose: KeyPurpose, keyId = this.currentId): Buffer {
    const name = `${keyId}/${purpose}`
    const known = this.#derived.get(name)
    if (known) return known
    const root = this.#keys.get(keyId)
    if (!root) throw new KeyError(keyId, 'missing')
    const derived = Buffer.from(hkdfSync('sha256', root, 'hms', purpose, 32))
    this.#derived.set(name, derived)
    return derived
  }

  /** Encrypts with AES-256-GCM; `context` is authenticated with it, so that the result opens nowhere else. */
  wrap(secret: Buffer, context: string, purpose: KeyPurpose = 'wrap'): Wrapped {
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.derive(purpose), iv)
    cipher.setAAD(Buffer.from(`${this.currentId}|${context}`))
    const body = Buffer.concat([cipher.update(secret), cipher.final()])
    return { keyId: this.currentId, wrapped: Buffer.concat([iv, body, cipher.getAuthTag()]) }
  }

  /** @throws KeyError when the key is unknown, or anything was changed or moved. */
  unwrap({ keyId, wrapped }: Wrapped, context: string, purpose: KeyPurpose = 'wrap'): Buffer {
    const key = this.derive(purpose, keyId)
    if (wrapped.length < IV_BYTES + TAG_BYTES) throw new KeyError(keyId, 'wrong')
    const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, IV_BYTES))
    decipher.setAAD(Buffer.from(`${keyId}|${context}`))
    decipher.setAuthTag(wrapped.subarray(-TAG_BYTES))
    try {
      return Buffer.concat([decipher.update(wrapped.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
    } catch {
      throw new KeyError(keyId, 'wrong')
    }
  }

  /** Seals a text that belongs to no single patient, as a stored reply; the key's id travels in front. */
  sealText(text: string, context: string, purpose: KeyPurpose = 'seal'): Buffer {
    const { keyId, wrapped } = this.wrap(Buffer.from(text), context, purpose)
    return named(keyId, wrapped)
  }

  openText(sealed: Buffer, context: string, purpose: KeyPurpose = 'seal'): string {
    const keyId = keyIdOf(sealed)
    return this.unwrap({ keyId, wrapped: sealed.subarray(1 + keyId.length) }, context, purpose).toString()
  }

  mac(purpose: KeyPurpose, value: string, keyId = this.currentId): Buffer {
    return macOf(this.derive(purpose, keyId), value)
  }

  /** The MACs of a value under every key of the ring, the current one first. */
  macs(purpose: KeyPurpose, value: string): Buffer[] {
    return this.ids.map((keyId) => this.mac(purpose, value, keyId))
  }

  /** A MAC to find something by, with the id of its key in front. */
  index(purpose: KeyPurpose, value: string, keyId = this.currentId): Buffer {
    return named(keyId, this.mac(purpose, value, keyId))
  }

  /** Everything that a value may be found by: under every key, and as releases before wrote it, without the key's id. */
  indexes(purpose: KeyPurpose, value: string): Buffer[] {
    return [...this.ids.map((keyId) => this.index(purpose, value, keyId)), ...this.macs(purpose, value)]
  }

  /** Whether `mac` was made by any key of the ring; takes the same time whatever differs. */
  verifiesMac(purpose: KeyPurpose, value: string, mac: Buffer): boolean {
    return this.macs(purpose, value).some(
      (expected) => expected.length === mac.length && timingSafeEqual(expected, mac),
    )
  }
}
