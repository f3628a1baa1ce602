import type { PasskeyAssertion, PasskeyAttestation, PasskeyRequest } from '@hms/contract/factors'

const webauthn = () => import('@simplewebauthn/browser')

/** Whether this browser knows passkeys at all. */
export const knowsPasskeys = () => typeof window !== 'undefined' && 'PublicKeyCredential' in window

/** Lets the person use a passkey. Throws when they do not, or have none here. */
export async function askPasskey({ options }: PasskeyRequest): Promise<PasskeyAssertion> {
  const { startAuthentication } = await webauthn()
  return (await startAuthentication({ optionsJSON: options as never })) as PasskeyAssertion
}

/** Lets the person make a passkey. Throws when they do not. */
export async function makePasskey({ options }: PasskeyRequest): Promise<PasskeyAttestation> {
  const { startRegistration } = await webauthn()
  return (await startRegistration({ optionsJSON: options as never })) as PasskeyAttestation
}
