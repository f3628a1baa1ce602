import type * as OpenidClient from 'openid-client'
import type { Configuration, CustomFetch, ExportedJWKSCache, IDToken, ServerMetadata } from 'openid-client'
import type { OidcConfig } from '../../config/oidc.ts'
import { env } from '../../config/runtime.ts'
import { isLocal } from '../../config/unsafe.ts'
import { notFound } from '../../utils/problem.ts'

type Client = typeof OpenidClient

/** So long a person waits for the provider, in milliseconds, however often it has to be asked meanwhile. */
const PATIENCE = 4500
/** So long what the provider says of itself is taken for granted, in milliseconds. */
const KNOWN_FOR = 3_600_000

/** A provider as it is asked on behalf of one request. */
export interface Provider {
  client: Client
  config: Configuration
  oidc: OidcConfig
}

let known: { metadata: ServerMetadata; until: number } | null = null
let keysSeen: ExportedJWKSCache | undefined

/** @throws Problem `not-found` where staff cannot sign in through a provider */
export function requireProvider(): OidcConfig {
  if (!env.oidc) throw notFound()
  return env.oidc
}

/**
 * The addresses come from the provider's own description. Whatever it says: over TLS, or on this very machine where the
 * provider itself was set up there; nothing outside leads to what listens on this machine, and no other scheme is followed.
 */
export function checkAddress(address: string, issuer: string): URL {
  const url = new URL(address)
  const local = isLocal(issuer)
  const secure = url.protocol === 'https:' || (local && url.protocol === 'http:')
  if (!secure || isLocal(address) !== local || url.username !== '' || url.password !== '')
    throw new TypeError('the provider names an address that is not followed')
  return url
}

/** The provider, with the time that a person is willing to wait running from now. @throws whatever `isAway` tells apart */
export async function openProvider(oidc: OidcConfig): Promise<Provider> {
  const client = await import('openid-client')
  const patience = AbortSignal.timeout(PATIENCE)
  const ask: CustomFetch = (address, { signal, body, ...options }) =>
    fetch(checkAddress(address, oidc.issuer), {
      ...options,
      body: (body ?? null) as BodyInit | null,
      signal: AbortSignal.any(signal ? [signal, patience] : [patience]),
    })
  const metadata = await metadataOf(client, oidc, ask)
  const config = new client.Configuration(metadata, oidc.clientId, undefined, authentication(client, oidc))
  config[client.customFetch] = ask
  if (isLocal(oidc.issuer)) client.allowInsecureRequests(config)
  // A token that came straight from the provider may be taken unseen (OpenID Connect Core 1.0, 3.1.3.7); this looks at its signature.
  client.enableNonRepudiationChecks(config)
  if (keysSeen) client.setJwksCache(config, keysSeen)
  return { client, config, oidc }
}

async function metadataOf(client: Client, oidc: OidcConfig, ask: CustomFetch): Promise<ServerMetadata> {
  if (known && known.until > Date.now()) return known.metadata
  const issuer = new URL(oidc.issuer)
  const discovered = await client.discovery(issuer, oidc.clientId, undefined, client.None(), {
    [client.customFetch]: ask,
    execute: isLocal(oidc.issuer) ? [client.allowInsecureRequests] : [],
  })
  const metadata: ServerMetadata = discovered.serverMetadata()
  // The library knows providers that speak for any organisation; who signs in here is for one to say.
  if (new URL(metadata.issuer).href !== issuer.href) throw new TypeError('the provider calls itself something else')
  const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = metadata
  for (const address of [authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint ?? issuer.href])
    checkAddress(String(address), oidc.issuer)
  known = { metadata, until: Date.now() + KNOWN_FOR }
  return metadata
}

/** In the body where the provider takes it there, and in the header, which every provider has to take, otherwise. */
function authentication(client: Client, { clientSecret }: OidcConfig) {
  const inBody = client.ClientSecretPost(clientSecret)
  const inHeader = client.ClientSecretBasic(clientSecret)
  return (...[server, ...rest]: Parameters<typeof inBody>) =>
    (server.token_endpoint_auth_methods_supported?.includes('client_secret_post') ? inBody : inHeader)(server, ...rest)
}

/** What is asked of the provider, and compared with what comes back. */
export interface Question {
  state: string
  nonce: string
  codeVerifier: string
  /** Whether the person has to sign in there anew, signed in or not. */
  anew: boolean
}

/** Where the browser has to go. */
export async function addressOf({ client, config, oidc }: Provider, question: Question): Promise<string> {
  const { acr } = oidc.trusted
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: oidc.redirectUri,
    scope: oidc.scopes,
    state: question.state,
    nonce: question.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(question.codeVerifier),
    code_challenge_method: 'S256',
    ...(acr.length > 0 && { acr_values: acr.join(' ') }),
    ...(question.anew && { prompt: 'login', max_age: '0' }),
  })
  return checkAddress(address.href, oidc.issuer).href
}

/** The parameters that the browser came back with. */
export type Answer = Partial<Record<'state' | 'code' | 'iss' | 'error', string>>

/** Where the browser has to go to sign out there; null where the provider offers nothing of the kind. */
export function signOutAddress(
  { client, config, oidc }: Provider,
  idToken: string | null,
  state: string,
): string | null {
  if (!config.serverMetadata().end_session_endpoint) return null
  const address = client.buildEndSessionUrl(config, {
    post_logout_redirect_uri: oidc.signedOutUri,
    state,
    ...(idToken !== null && { id_token_hint: idToken }),
  })
  return checkAddress(address.href, oidc.issuer).href
}

export type Claims = IDToken

/** What the provider says of a person, and the token that it has said it with. */
export interface Said {
  claims: Claims
  idToken: string
}

/**
 * Trades the code for what the provider says of the person: signature, issuer, audience, age and nonce of the ID token are
 * checked, and where `maxAge` (seconds) is given, how long ago the person has signed in there.
 */
export async function saidOf(
  { client, config, oidc }: Provider,
  answer: Answer,
  { state, nonce, codeVerifier }: Omit<Question, 'anew'>,
  maxAge: number | undefined,
): Promise<Said> {
  const back = new URL(oidc.redirectUri)
  back.search = new URLSearchParams(answer).toString()
  const tokens = await client.authorizationCodeGrant(config, back, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
    ...(maxAge !== undefined && { maxAge }),
  })
  keysSeen = client.getJwksCache(config)
  const [claims, idToken] = [tokens.claims()!, tokens.id_token!]
  // Some tell the e-mail address only when asked for it (OpenID Connect Core 1.0, 5.4).
  if (claims.email !== undefined || !config.serverMetadata().userinfo_endpoint) return { claims, idToken }
  const more = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
  return { claims: { ...more, ...claims } as Claims, idToken }
}

/** Whether the provider gave no answer, or said itself that it is in trouble; anything else is an answer that is not believed. */
export function isAway(error: unknown): boolean {
  const { name, code, status, cause } = error as { name?: string; code?: string; status?: number; cause?: unknown }
  if (code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT' || name === 'TimeoutError' || name === 'AbortError')
    return true
  if (error instanceof TypeError || (status ?? 0) >= 500) return true
  return cause instanceof Response && cause.status >= 500
}
