import { z } from 'zod'
import { Id, IdParams, Instant, text } from './common.ts'
import { endpoint } from './endpoint.ts'

const Base64Url = z
  .string()
  .regex(/^[\w-]+$/, 'base64url')
  .max(20_000)

/** Codes as apps show them; blanks are how people read them. */
const TotpCode = z
  .string()
  .transform((value) => value.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'Six digits'))

const RecoveryCode = z.string().trim().min(8, 'A recovery code').max(40, 'A recovery code')

const transports = z.array(z.string().max(50)).max(20).optional()
const attachment = z.enum(['platform', 'cross-platform']).optional()

/** What a browser answers `navigator.credentials.get` with: AuthenticationResponseJSON of WebAuthn level 3. */
export const PasskeyAssertion = z
  .strictObject({
    id: Base64Url,
    rawId: Base64Url,
    type: z.literal('public-key'),
    authenticatorAttachment: attachment,
    clientExtensionResults: z.looseObject({}),
    response: z.strictObject({
      clientDataJSON: Base64Url,
      authenticatorData: Base64Url,
      signature: Base64Url,
      userHandle: Base64Url.optional(),
    }),
  })
  .meta({ id: 'PasskeyAssertion' })
export type PasskeyAssertion = z.infer<typeof PasskeyAssertion>

/** What a browser answers `navigator.credentials.create` with: RegistrationResponseJSON of WebAuthn level 3. */
export const PasskeyAttestation = z
  .strictObject({
    id: Base64Url,
    rawId: Base64Url,
    type: z.literal('public-key'),
    authenticatorAttachment: attachment,
    clientExtensionResults: z.looseObject({}),
    response: z.strictObject({
      clientDataJSON: Base64Url,
      attestationObject: Base64Url,
      authenticatorData: Base64Url.optional(),
      transports,
      publicKeyAlgorithm: z.int().optional(),
      publicKey: Base64Url.optional(),
    }),
  })
  .meta({ id: 'PasskeyAttestation' })
export type PasskeyAttestation = z.infer<typeof PasskeyAttestation>

const Challenge = Base64Url.min(20).max(200)

/** What is asked of the browser, as `PublicKeyCredential.parse…OptionsFromJSON` takes it. */
export const PasskeyRequest = z
  .strictObject({
    challenge: Challenge.meta({ description: 'To be sent back with the answer' }),
    options: z.looseObject({}).meta({ description: 'Options of WebAuthn level 3, as JSON' }),
  })
  .meta({ id: 'PasskeyRequest' })
export type PasskeyRequest = z.infer<typeof PasskeyRequest>

export const PasskeyLogin = z.strictObject({ challenge: Challenge.optional() }).meta({ id: 'PasskeyLogin' })

const proofs = {
  totp: TotpCode.optional().meta({ description: 'Code of an authenticator app; each is good once (RFC 6238)' }),
  recoveryCode: RecoveryCode.optional(),
  passkey: PasskeyAssertion.optional(),
}
const single = (...values: unknown[]) => values.filter((value) => value !== undefined).length === 1

export const VerifyLogin = z
  .strictObject({ challenge: Challenge, ...proofs })
  .refine(({ totp, recoveryCode, passkey }) => single(totp, recoveryCode, passkey), {
    message: 'One of totp, recoveryCode and passkey',
    path: ['totp'],
  })
  .meta({ id: 'VerifyLogin' })
export type VerifyLogin = z.infer<typeof VerifyLogin>

export const StepUp = z
  .strictObject({
    password: z.string().min(1, 'Required').max(1024).optional(),
    challenge: Challenge.optional().meta({ description: 'That a passkey answers' }),
    ...proofs,
  })
  .refine(({ password, totp, recoveryCode, passkey }) => single(password, totp, recoveryCode, passkey), {
    message: 'One of password, totp, recoveryCode and passkey',
    path: ['password'],
  })
  .refine(({ challenge, passkey }) => (challenge === undefined) === (passkey === undefined), {
    message: 'A passkey comes with its challenge',
    path: ['challenge'],
  })
  .meta({ id: 'StepUp' })
export type StepUp = z.infer<typeof StepUp>

/** What a session goes on with; browsers get the same as cookies. Whatever was given out for it before is good for nothing. */
export const NewTokens = z
  .strictObject({
    accessToken: z.string().meta({
      description: 'For programs; empty for our own pages, which have it in a cookie that no script can read',
    }),
    expiresIn: z.int().meta({ description: 'Seconds until the access token expires' }),
  })
  .meta({ id: 'NewTokens' })

export const Passkey = z
  .strictObject({
    id: Id,
    name: z.string(),
    createdAt: Instant,
    lastUsedAt: Instant.nullable(),
    backedUp: z.boolean().meta({ description: 'Whether it is kept beyond the one device' }),
  })
  .meta({ id: 'Passkey' })
export type Passkey = z.infer<typeof Passkey>

export const SecondFactors = z
  .strictObject({
    totp: z.strictObject({ since: Instant }).nullable(),
    passkeys: z.array(Passkey),
    recoveryCodesLeft: z.int(),
    required: z.boolean().meta({ description: 'Whether the hospital asks one of this role' }),
  })
  .meta({ id: 'SecondFactors' })
export type SecondFactors = z.infer<typeof SecondFactors>

export const TotpSetUp = z
  .strictObject({
    secret: z.string().meta({ description: 'Base32, for apps that cannot read the address as a picture' }),
    address: z.string().meta({ description: 'otpauth://, to be drawn as a QR code' }),
  })
  .meta({ id: 'TotpSetUp' })
export type TotpSetUp = z.infer<typeof TotpSetUp>

/** Codes that are shown this once; empty where there are some already. */
export const RecoveryCodes = z.strictObject({ recoveryCodes: z.array(z.string()) }).meta({ id: 'RecoveryCodes' })
export type RecoveryCodes = z.infer<typeof RecoveryCodes>

export const ConfirmTotp = z.strictObject({ totp: TotpCode }).meta({ id: 'ConfirmTotp' })
export const AddPasskey = z
  .strictObject({ challenge: Challenge, passkey: PasskeyAttestation, name: text(100) })
  .meta({ id: 'AddPasskey' })
export type AddPasskey = z.infer<typeof AddPasskey>
export const RenamePasskey = z.strictObject({ name: text(100) }).meta({ id: 'RenamePasskey' })

/** Of the own second factors. Open before there is one, or nobody could set one up. */
const factor = { permission: 'session:own', beforeSecondFactor: true } as const

export const factorApi = {
  proof: endpoint({
    ...factor,
    method: 'get',
    path: '/auth/step-up',
    summary:
      'Whether the session has shown lately who is asking; for what a browser fetches by itself, and could not ask then',
    status: 204,
    stepUp: true,
  }),
  stepUp: endpoint({
    ...factor,
    method: 'post',
    path: '/auth/step-up',
    summary: 'Show once more who is asking, for what takes a fresh proof; the session goes on with new tokens',
    body: StepUp,
    response: NewTokens,
    problems: ['invalid-credentials', 'invalid-factor', 'sign-in-expired', 'too-many-requests'],
  }),
  stepUpPasskey: endpoint({
    ...factor,
    method: 'post',
    path: '/auth/step-up/passkey',
    summary: 'What the browser needs to ask for a passkey that shows once more who is asking',
    response: PasskeyRequest,
  }),
  secondFactors: endpoint({
    ...factor,
    method: 'get',
    path: '/auth/second-factors',
    summary: 'The own second factors',
    response: SecondFactors,
  }),
  beginTotp: endpoint({
    ...factor,
    method: 'post',
    path: '/auth/second-factors/totp',
    summary: 'Begin to set up an authenticator app: a new secret, of no effect until it is confirmed',
    response: TotpSetUp,
    stepUp: true,
    problems: ['wrong-status'],
  }),
  confirmTotp: endpoint({
    ...factor,
    method: 'post',
    path: '/auth/second-factors/totp/confirm',
    summary: 'Confirm the authenticator app with a code of it',
    body: ConfirmTotp,
    response: RecoveryCodes,
    problems: ['wrong-status', 'too-many-requests'],
  }),
  removeTotp: endpoint({
    ...factor,
    method: 'delete',
    path: '/auth/second-factors/totp',
    summary: 'Take the authenticator app away',
    status: 204,
    stepUp: true,
    problems: ['not-found'],
  }),
  renewRecoveryCodes: endpoint({
    ...factor,
    method: 'post',
    path: '/auth/second-factors/recovery-codes',
    summary: 'New recovery codes; those before them are of no use any more',
    response: RecoveryCodes,
    stepUp: true,
    problems: ['wrong-status'],
  }),
  beginPasskey: endpoint({
    ...factor,
    method: 'post',
    path: '/auth/second-factors/passkeys/options',
    summary: 'What the browser needs to make a passkey',
    response: PasskeyRequest,
    stepUp: true,
  }),
  addPasskey: endpoint({
    ...factor,
    method: 'post',
    path: '/auth/second-factors/passkeys',
    summary: 'Keep a passkey that the browser has made',
    body: AddPasskey,
    response: RecoveryCodes,
    problems: ['invalid-factor', 'sign-in-expired'],
  }),
  renamePasskey: endpoint({
    ...factor,
    method: 'patch',
    path: '/auth/second-factors/passkeys/:id',
    summary: 'Give a passkey another name',
    params: IdParams,
    body: RenamePasskey,
    response: Passkey,
  }),
  removePasskey: endpoint({
    ...factor,
    method: 'delete',
    path: '/auth/second-factors/passkeys/:id',
    summary: 'Take a passkey away',
    params: IdParams,
    status: 204,
    stepUp: true,
  }),
}
