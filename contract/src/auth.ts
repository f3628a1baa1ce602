import { z } from 'zod'
import { Email, Id, IdParams, Instant, PersonName } from './common.ts'
import { endpoint } from './endpoint.ts'
import { NewTokens, PasskeyLogin, PasskeyRequest, VerifyLogin } from './factors.ts'
import { User } from './users.ts'

/** NIST SP 800-63B-4: length counts, composition rules do not help. */
export const Password = z.string().min(12, 'At least 12 characters').max(128, 'At most 128 characters')

export const Register = z
  .strictObject({
    email: Email,
    password: Password,
    firstName: PersonName,
    lastName: PersonName,
    noticeVersion: z
      .int()
      .min(1)
      .max(100_000)
      .nullish()
      .meta({ description: 'The version of the privacy notice that was shown and taken note of' }),
  })
  .meta({ id: 'Register' })
export type Register = z.infer<typeof Register>

export const Login = z
  .strictObject({ email: Email, password: z.string().min(1, 'Required').max(1024) })
  .meta({ id: 'Login' })
export type Login = z.infer<typeof Login>

export const SignedIn = z
  .strictObject({
    user: User,
    accessToken: z.string().meta({
      description: 'For programs; empty for our own pages, which have it in a cookie that no script can read',
    }),
    expiresIn: z.int().meta({ description: 'Seconds until the access token expires' }),
  })
  .meta({ id: 'SignedIn' })
export type SignedIn = z.infer<typeof SignedIn>

export const Me = z
  .strictObject({
    user: User,
    patient: z.strictObject({ id: Id, complete: z.boolean() }).nullable(),
    doctor: z.strictObject({ id: Id }).nullable(),
    secondFactorDue: z
      .boolean()
      .meta({ description: 'True until this session has the second factor that the hospital asks of the role' }),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof Me>

export const Session = z
  .strictObject({
    id: Id,
    current: z.boolean(),
    createdAt: Instant,
    lastSeenAt: Instant,
    clientAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    secondFactor: z.boolean().meta({ description: 'Whether a second factor was shown in it' }),
    locked: z.boolean().meta({ description: 'Whether it waits to be unlocked' }),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

export const ForgotPassword = z.strictObject({ email: Email }).meta({ id: 'ForgotPassword' })
export const ResetPassword = z
  .strictObject({ token: z.string().min(20).max(200), password: Password })
  .meta({ id: 'ResetPassword' })
export const ChangePassword = z
  .strictObject({ currentPassword: z.string().min(1, 'Required').max(1024), newPassword: Password })
  .meta({ id: 'ChangePassword' })

/** Signed out here. */
export const SignedOut = z
  .strictObject({
    continueAt: z.string().nullable().meta({
      description: 'Address at the OpenID Provider for the browser to open, to sign out there too; null for none',
    }),
  })
  .meta({ id: 'SignedOut' })

export const authApi = {
  register: endpoint({
    method: 'post',
    path: '/auth/register',
    permission: 'public',
    summary: 'Sign up as a patient',
    body: Register,
    response: SignedIn,
    status: 201,
    problems: ['email-taken', 'too-many-requests'],
  }),
  login: endpoint({
    method: 'post',
    path: '/auth/login',
    permission: 'public',
    summary: 'Sign in',
    body: Login,
    response: SignedIn,
    problems: ['invalid-credentials', 'mfa-required', 'too-many-requests'],
  }),
  verifyLogin: endpoint({
    method: 'post',
    path: '/auth/login/verify',
    permission: 'public',
    summary: 'Complete a sign-in with a second factor, or sign in with a passkey alone',
    body: VerifyLogin,
    response: SignedIn,
    problems: ['invalid-factor', 'sign-in-expired', 'too-many-requests'],
  }),
  passkeyLogin: endpoint({
    method: 'post',
    path: '/auth/login/passkey',
    permission: 'public',
    summary:
      'What the browser needs to ask for a passkey: as the second factor of a challenge, or without one to sign in',
    body: PasskeyLogin,
    response: PasskeyRequest,
    problems: ['sign-in-expired', 'too-many-requests'],
  }),
  refresh: endpoint({
    method: 'post',
    path: '/auth/refresh',
    permission: 'public',
    summary: 'Trade the refresh cookie for a new access token',
    response: SignedIn,
    problems: ['session-ended', 'session-locked'],
  }),
  logout: endpoint({
    method: 'post',
    path: '/auth/logout',
    permission: 'public',
    summary: 'Sign out on this device',
    response: SignedOut,
  }),
  logoutEverywhere: endpoint({
    method: 'post',
    path: '/auth/logout-everywhere',
    permission: 'session:own',
    summary: 'Sign out on every device',
    response: SignedOut,
    beforeSecondFactor: true,
  }),
  me: endpoint({
    method: 'get',
    path: '/auth/me',
    permission: 'session:own',
    summary: 'Who is signed in',
    response: Me,
    beforeSecondFactor: true,
  }),
  sessions: endpoint({
    method: 'get',
    path: '/auth/sessions',
    permission: 'session:own',
    summary: 'Devices that are signed in',
    response: z.strictObject({ items: z.array(Session) }),
    beforeSecondFactor: true,
  }),
  endSession: endpoint({
    method: 'delete',
    path: '/auth/sessions/:id',
    permission: 'session:own',
    summary: 'Sign one device out',
    params: IdParams,
    status: 204,
    beforeSecondFactor: true,
  }),
  changePassword: endpoint({
    method: 'post',
    path: '/auth/password',
    permission: 'session:own',
    summary: 'Change the own password; other devices are signed out, and this one goes on with new tokens',
    body: ChangePassword,
    response: NewTokens,
    problems: ['invalid-credentials', 'too-many-requests'],
    beforeSecondFactor: true,
  }),
  forgotPassword: endpoint({
    method: 'post',
    path: '/auth/password/forgot',
    permission: 'public',
    summary: 'Ask for a link to set a new password',
    body: ForgotPassword,
    status: 204,
    problems: ['too-many-requests'],
  }),
  resetPassword: endpoint({
    method: 'post',
    path: '/auth/password/reset',
    permission: 'public',
    summary: 'Set a new password with the link that came by mail',
    body: ResetPassword,
    status: 204,
    problems: ['invalid-token', 'too-many-requests'],
  }),
}
