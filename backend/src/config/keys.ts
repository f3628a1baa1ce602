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

export interface Wrapped {
  keyId: string
  wrapped: Buffer
}

const IV_BYTES = 12
const TAG_BYTES = 16

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

  /** The key for one purpose. @throws Error when the ring does not hold `keyId`. */
  derive(purpose: KeyPurpose, keyId = this.currentId): Buffer {
    const name = `${keyId}/${purpose}`
    const known = this.#derived.get(name)
    if (known) return known
    const root = this.#keys.get(keyId)
    if (!root) throw new Error(`The key ring does not hold the key ${keyId}`)
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

  /** @throws Error when the key is unknown, or anything was changed or moved. */
  unwrap({ keyId, wrapped }: Wrapped, context: string, purpose: KeyPurpose = 'wrap'): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.derive(purpose, keyId), wrapped.subarray(0, IV_BYTES))
    decipher.setAAD(Buffer.from(`${keyId}|${context}`))
    decipher.setAuthTag(wrapped.subarray(-TAG_BYTES))
    return Buffer.concat([decipher.update(wrapped.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
  }

  /** Seals a text that belongs to no single patient, as a stored reply; the key's id travels in front. */
  sealText(text: string, context: string, purpose: KeyPurpose = 'seal'): Buffer {
    const { keyId, wrapped } = this.wrap(Buffer.from(text), context, purpose)
    return Buffer.concat([Buffer.from([keyId.length]), Buffer.from(keyId), wrapped])
  }

  openText(sealed: Buffer, context: string, purpose: KeyPurpose = 'seal'): string {
    const length = sealed[0] ?? 0
    const keyId = sealed.subarray(1, 1 + length).toString()
    return this.unwrap({ keyId, wrapped: sealed.subarray(1 + length) }, context, purpose).toString()
  }

  mac(purpose: KeyPurpose, value: string, keyId = this.currentId): Buffer {
    return createHmac('sha256', this.derive(purpose, keyId)).update(value).digest()
  }

  /** The MACs of a value under every key of the ring, the current one first. */
  macs(purpose: KeyPurpose, value: string): Buffer[] {
    return this.ids.map((keyId) => this.mac(purpose, value, keyId))
  }

  /** Whether `mac` was made by any key of the ring; takes the same time whatever differs. */
  verifiesMac(purpose: KeyPurpose, value: string, mac: Buffer): boolean {
    return this.macs(purpose, value).some(
      (expected) => expected.length === mac.length && timingSafeEqual(expected, mac),
    )
  }
}
