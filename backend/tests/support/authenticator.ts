import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { PasskeyAssertion, PasskeyAttestation } from '@hms/contract/factors'
import { env } from '../../src/config/runtime.ts'

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest()
const origin = new URL(env.publicUrl).origin
const rpId = new URL(env.publicUrl).hostname

const head = (major: number, length: number) => {
  const type = major << 5
  if (length < 24) return Buffer.from([type | length])
  return length < 256 ? Buffer.from([type | 24, length]) : Buffer.from([type | 25, length >> 8, length & 255])
}

type Cbor = number | string | Buffer | Map<number | string, Cbor>

/** CBOR (RFC 8949), as far as authenticators write it. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, inner]) => [cbor(key), cbor(inner)])])
}

const PRESENT = 1
const VERIFIED = 4
const ATTESTED = 64

interface Signing {
  /** Whether the device has made sure of the person, as by a finger. */
  verified?: boolean
  /** The site that asks. */
  from?: string
}

/** A security key of its own, which signs as WebAuthn level 3 has it. */
export class Authenticator {
  readonly credentialId = randomBytes(32)
  counter = 0
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })

  get id(): string {
    return this.credentialId.toString('base64url')
  }

  #client(type: string, challenge: string, from = origin): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }))
  }

  #data(flags: number, more = Buffer.alloc(0)): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter, more])
  }

  #coseKey(): Buffer {
    const { x, y } = this.#keys.publicKey.export({ format: 'jwk' })
    const point = (text: string) => Buffer.from(text, 'base64url')
    return cbor(new Map<number, Cbor>([[1, 2], [3, -7], [-1, 1], [-2, point(x!)], [-3, point(y!)]])) // prettier-ignore
  }

  create(challenge: string, { from }: Signing = {}): PasskeyAttestation {
    const length = Buffer.from([0, this.credentialId.length])
    const attested = Buffer.concat([Buffer.alloc(16), length, this.credentialId, this.#coseKey()])
    const authData = this.#data(PRESENT | VERIFIED | ATTESTED, attested)
    const attestation = new Map<string, Cbor>([['fmt', 'none'], ['attStmt', new Map()], ['authData', authData]]) // prettier-ignore
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: this.#client('webauthn.create', challenge, from).toString('base64url'),
        attestationObject: cbor(attestation).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  get(challenge: string, { verified = true, from }: Signing = {}): PasskeyAssertion {
    this.counter++
    const client = this.#client('webauthn.get', challenge, from)
    const data = this.#data(verified ? PRESENT | VERIFIED : PRESENT)
    const signer = createSign('sha256').update(Buffer.concat([data, sha256(client)]))
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signer.sign(this.#keys.privateKey).toString('base64url'),
      },
    }
  }
}
