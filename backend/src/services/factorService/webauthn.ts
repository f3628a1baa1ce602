import type { PasskeyAssertion, PasskeyAttestation } from '@hms/contract/factors'
import { env } from '../../config/runtime.ts'
import type { Passkey } from '../../models/Passkey.ts'

/** Passkeys belong to the name under which people know the hospital's pages. */
const origin = new URL(env.publicUrl).origin
const rpID = new URL(env.publicUrl).hostname

const webauthn = () => import('@simplewebauthn/server')

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
/** The library asks for bytes that are nobody else's. */
const ownBytes = (bytes: Uint8Array) => new Uint8Array(bytes)
const named = (passkeys: readonly Passkey[]) =>
  passkeys.map(({ credentialId, transports }) => ({ id: base64url(credentialId), transports }))

/** What the browser needs to make a passkey that the person does not have yet. */
export async function creationOptions(
  challenge: string,
  user: { id: string; email: string; firstName: string; lastName: string },
  rpName: string,
  known: readonly Passkey[],
) {
  const { generateRegistrationOptions } = await webauthn()
  return generateRegistrationOptions({
    rpName,
    rpID,
    challenge: ownBytes(Buffer.from(challenge, 'base64url')),
    userID: ownBytes(Buffer.from(user.id)),
    userName: user.email,
    userDisplayName: `${user.firstName} ${user.lastName}`,
    attestationType: 'none',
    excludeCredentials: named(known),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  })
}

/** What the browser needs to use one of these passkeys, or any of ours when there is none to name. */
export async function requestOptions(challenge: string, allowed: readonly Passkey[] | null, alone = allowed === null) {
  const { generateAuthenticationOptions } = await webauthn()
  return generateAuthenticationOptions({
    rpID,
    challenge: ownBytes(Buffer.from(challenge, 'base64url')),
    // Alone, a passkey has to know the person itself, by a finger, a face or a PIN.
    userVerification: alone ? 'required' : 'preferred',
    ...(allowed && { allowCredentials: named(allowed) }),
  })
}

/** What a new passkey is, when the browser's answer is genuine and to this challenge; null otherwise. */
export async function verifiedCreation(challenge: string, response: PasskeyAttestation) {
  const { verifyRegistrationResponse } = await webauthn()
  const verified = await verifyRegistrationResponse({
    response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: false,
  }).catch(() => null)
  if (!verified?.verified) return null
  const { credential, credentialBackedUp } = verified.registrationInfo
  return {
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    backedUp: credentialBackedUp,
  }
}

/** Where the passkey stands after this signature, when that is genuine and of this challenge; null otherwise. */
export async function verifiedUse(
  challenge: string,
  response: PasskeyAssertion,
  { credentialId, publicKey, counter }: Passkey,
  alone: boolean,
) {
  const { verifyAuthenticationResponse } = await webauthn()
  const verified = await verifyAuthenticationResponse({
    response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    credential: { id: base64url(credentialId), publicKey: ownBytes(publicKey), counter },
    requireUserVerification: alone,
  }).catch(() => null)
  if (!verified?.verified) return null
  const { newCounter, credentialBackedUp } = verified.authenticationInfo
  return { counter: newCounter, backedUp: credentialBackedUp }
}
