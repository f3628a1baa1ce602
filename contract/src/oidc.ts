import { z } from 'zod'
import { Id, IdParams, Instant } from './common.ts'
import { endpoint } from './endpoint.ts'

/** A page of ours and nothing else: neither an address of another host, however it is written, nor one of the API. */
export const ReturnTo = z
  .string()
  .max(500)
  .regex(/^\/(?!api(?:[/?#]|$)|[/\\])[^\\\s\p{Cc}]*$/u, 'A path of this site')

/** Where staff can sign in beside here: an OpenID Provider, as the hospital calls it. */
export const SignInProvider = z.strictObject({ name: z.string() }).meta({ id: 'SignInProvider' })
export type SignInProvider = z.infer<typeof SignInProvider>

/**
 * What a provider sends a browser back with (OpenID Connect Core 1.0, 3.1.2.5 and 3.1.2.6; RFC 9207). What else it adds is
 * to be ignored (RFC 6749, 4.1.2).
 */
export const OidcAnswer = z.looseObject({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(4096).optional(),
  iss: z.string().max(500).optional(),
  error: z.string().max(200).optional(),
})
export type OidcAnswer = z.infer<typeof OidcAnswer>

/** What a provider sends a browser back with after a sign-out there (OpenID Connect RP-Initiated Logout 1.0, 3). */
export const OidcSignedOut = z.looseObject({ state: z.string().max(200).optional() })

export const OidcStart = z
  .strictObject({
    returnTo: ReturnTo.optional().meta({ description: 'The page to open afterwards; a path of this site' }),
  })
  .meta({ id: 'OidcStart' })

export const ExternalIdentity = z
  .strictObject({
    id: Id,
    issuer: z.string().meta({ description: 'Issuer identifier of the provider that vouches for the person' }),
    provider: z
      .string()
      .nullable()
      .meta({ description: 'How the hospital calls it; null for one that is not set up any more' }),
    createdAt: Instant,
    lastUsedAt: Instant,
  })
  .meta({ id: 'ExternalIdentity' })
export type ExternalIdentity = z.infer<typeof ExternalIdentity>

export const ExternalIdentities = z
  .strictObject({ items: z.array(ExternalIdentity) })
  .meta({ id: 'ExternalIdentities' })

export const oidcApi = {
  provider: endpoint({
    method: 'get',
    path: '/auth/oidc',
    permission: 'public',
    summary: 'The OpenID Provider through which staff can sign in; null where there is none',
    response: z.strictObject({ provider: SignInProvider.nullable() }),
  }),
  start: endpoint({
    method: 'post',
    path: '/auth/oidc/start',
    permission: 'public',
    summary:
      'Begin to sign in at the OpenID Provider. No link of another site does it: a page of ours asks when somebody presses, and then opens the address',
    body: OidcStart,
    response: z.strictObject({
      location: z.string().meta({ description: 'Address at the provider, for this browser and ten minutes' }),
    }),
    problems: ['not-found'],
  }),
  stepUp: endpoint({
    method: 'get',
    path: '/auth/oidc/step-up',
    permission: 'public',
    summary:
      'Go to the OpenID Provider to show once more who is at the session of the cookie or token, which also unlocks it; a browser opens this address as a page',
    reply: 'redirect',
    status: 303,
    problems: ['not-found', 'session-ended'],
  }),
  callback: endpoint({
    method: 'get',
    path: '/auth/oidc/callback',
    permission: 'public',
    summary: 'Where the OpenID Provider sends the browser back to, which leads on to the page that was asked for',
    query: OidcAnswer,
    reply: 'redirect',
    status: 303,
    problems: ['external-sign-in-refused', 'sign-in-expired', 'mfa-required', 'not-found'],
  }),
  signedOut: endpoint({
    method: 'get',
    path: '/auth/oidc/signed-out',
    permission: 'public',
    summary:
      'Where the OpenID Provider sends the browser back to after a sign-out there, which leads on to the sign-in',
    query: OidcSignedOut,
    reply: 'redirect',
    status: 303,
    problems: ['not-found'],
  }),
  identities: endpoint({
    method: 'get',
    path: '/auth/external-identities',
    permission: 'session:own',
    beforeSecondFactor: true,
    summary: 'The own sign-ins at OpenID Providers that are linked to the account',
    response: ExternalIdentities,
  }),
  unlink: endpoint({
    method: 'delete',
    path: '/auth/external-identities/:id',
    permission: 'session:own',
    beforeSecondFactor: true,
    summary: 'Unlink an own sign-in at an OpenID Provider; other devices are signed out',
    params: IdParams,
    status: 204,
    stepUp: true,
  }),
}
