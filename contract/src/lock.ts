import { z } from 'zod'
import { Id } from './common.ts'
import { endpoint } from './endpoint.ts'
import { NewTokens, PasskeyAssertion, PasskeyRequest } from './factors.ts'

/** How long the session at hand stays open. By the database's clock; seconds, as clocks of devices differ. */
export const LockState = z
  .strictObject({
    userId: Id,
    locked: z.boolean(),
    password: z.boolean().meta({ description: 'Whether the account has a password to unlock with' }),
    passkey: z.boolean().meta({ description: 'Whether the person has a passkey to unlock with' }),
    provider: z
      .string()
      .nullable()
      .meta({ description: 'The sign-in service that the account is linked to and that unlocks it, by its name' }),
    idleSeconds: z.int().meta({ description: 'After so many seconds without a deed of the person it is locked' }),
    lockInSeconds: z.int().meta({ description: 'Seconds until then; 0 when it is locked' }),
    endsInSeconds: z.int().meta({ description: 'Seconds until it ends, however busy it is' }),
  })
  .meta({ id: 'LockState' })
export type LockState = z.infer<typeof LockState>

/**
 * After idleness a password or a passkey that has made sure of the person will do, together with the session (NIST SP
 * 800-63B-4, 2.2.3); a code from a telephone that lies on the same desk will not.
 */
export const Unlock = z
  .strictObject({
    password: z.string().min(1, 'Required').max(1024).optional(),
    challenge: z
      .string()
      .regex(/^[\w-]{20,200}$/, 'base64url')
      .optional()
      .meta({ description: 'That the passkey answers' }),
    passkey: PasskeyAssertion.optional(),
  })
  .refine(({ password, passkey }) => (password === undefined) !== (passkey === undefined), {
    message: 'One of password and passkey',
    path: ['password'],
  })
  .refine(({ challenge, passkey }) => (challenge === undefined) === (passkey === undefined), {
    message: 'A passkey comes with its challenge',
    path: ['challenge'],
  })
  .meta({ id: 'Unlock' })
export type Unlock = z.infer<typeof Unlock>

/** A session that is open again. */
export const Unlocked = z.strictObject({ ...LockState.shape, ...NewTokens.shape }).meta({ id: 'Unlocked' })

export const Activity = z
  .strictObject({
    secondsAgo: z.int().min(0).max(3600).meta({ description: 'Seconds since the person last pressed, moved or typed' }),
  })
  .meta({ id: 'Activity' })
export type Activity = z.infer<typeof Activity>

/** A locked session answers `session-locked` to everything but these and signing out. */
export const lockApi = {
  state: endpoint({
    method: 'get',
    path: '/auth/lock',
    permission: 'public',
    summary: 'Whether the session of the cookie or token is locked, and how long it stays open',
    response: LockState,
    problems: ['session-ended'],
  }),
  lock: endpoint({
    method: 'post',
    path: '/auth/lock',
    permission: 'session:own',
    summary: 'Lock the session until its person unlocks it',
    status: 204,
    beforeSecondFactor: true,
  }),
  unlock: endpoint({
    method: 'post',
    path: '/auth/unlock',
    permission: 'public',
    summary:
      'Unlock the session of the cookie or token by showing who it is; counts as a fresh proof, and it goes on with new tokens',
    body: Unlock,
    response: Unlocked,
    problems: ['session-ended', 'invalid-credentials', 'invalid-factor', 'sign-in-expired', 'too-many-requests'],
  }),
  unlockPasskey: endpoint({
    method: 'post',
    path: '/auth/unlock/passkey',
    permission: 'public',
    summary: 'What the browser needs to ask for a passkey that unlocks the session',
    response: PasskeyRequest,
    problems: ['session-ended'],
  }),
  activity: endpoint({
    method: 'post',
    path: '/auth/activity',
    permission: 'session:own',
    summary: 'Say that the person is there: the one operation that puts off the lock of an idle session',
    body: Activity,
    status: 204,
    beforeSecondFactor: true,
  }),
}
