import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { Provider } from 'oidc-provider'

/** A real OpenID Provider on this machine, which a test can have lie, hesitate and fall silent. */

export const CLIENT = { id: 'hms', secret: 'lanterns-over-the-quay-7' }
export const REDIRECT_URI = 'http://localhost:3000/api/auth/oidc/callback'
export const SIGNED_OUT_URI = 'http://localhost:3000/api/auth/oidc/signed-out'

/** Somebody whom the provider knows; claims as it tells them. */
export interface Known {
  sub: string
  email?: string
  email_verified?: boolean | string
}

type Json = Record<string, unknown>
export type Lie = (claims: JWTPayload) => JWTPayload

/** The cookies of a browser, by name. */
export type Jar = Map<string, string>

export interface OidcProvider {
  issuer: string
  people: Map<string, Known>
  /** What the next ID token says instead; signed with the provider's own key all the same. */
  lie: Lie | null
  /** Makes the ID token of its claims anew, for one that is not signed as it should be. */
  forge: ((claims: JWTPayload) => Promise<string> | string) | null
  /** What the provider says of itself, instead. */
  describe: ((document: Json) => Json) | null
  /** Answers instead of the provider; true when it did, and for whoever waits. */
  instead: ((req: IncomingMessage, res: ServerResponse) => boolean) | null
  /** Paths that were asked for. */
  asked: string[]
  /** Signs what it is given with the provider's own key. */
  sign: (claims: JWTPayload) => Promise<string>
  /** Signs in as somebody, with a browser of its own unless told. @returns the address that the browser is sent back to */
  visit: (
    address: string,
    sub: string,
    how?: { amr?: string[]; acr?: string; ts?: number },
    browser?: Jar,
  ) => Promise<string>
  /** Signs out there with the browser that has signed in, and says yes if asked. @returns the address that it is sent back to */
  leave: (address: string, browser: Jar) => Promise<string>
  close: () => Promise<void>
}

/** What the person answers the provider's page with; the page itself is none of our business. */
const LOGIN = '/the-person-signs-in'

const listening = (server: Server) =>
  new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  )

async function signingKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' }
  return { privateKey, jwk: { ...jwk, kid: await calculateJwkThumbprint(jwk) } }
}

export async function startProvider(): Promise<OidcProvider> {
  const server = createServer((req, res) => void handle(req, res))
  const issuer = await listening(server)
  const { privateKey, jwk } = await signingKey()
  const people = new Map<string, Known>()
  const sign = (claims: JWTPayload) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: jwk.kid, typ: 'JWT' }).sign(privateKey)
  const provider = aProvider(issuer, jwk, people)
  const state: OidcProvider = {
    issuer,
    people,
    lie: null,
    forge: null,
    describe: null,
    instead: null,
    asked: [],
    sign,
    visit: (address, sub, how = {}, browser = new Map()) => visit(issuer, address, sub, how, browser),
    leave,
    close: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  }
  provider.use(async (ctx, next) => {
    await next()
    const body = ctx.body as Json
    if (ctx.path === '/.well-known/openid-configuration' && state.describe) ctx.body = state.describe(body)
    if (ctx.path !== '/token' || typeof body?.id_token !== 'string' || !(state.lie ?? state.forge)) return
    const claims = (state.lie ?? ((same: JWTPayload) => same))(decodeJwt(body.id_token))
    ctx.body = { ...body, id_token: await (state.forge ?? sign)(claims) }
  })
  const answer = provider.callback()
  const handle = (req: IncomingMessage, res: ServerResponse) => {
    const url = new URL(req.url!, issuer)
    state.asked.push(url.pathname)
    if (state.instead?.(req, res)) return
    if (!url.pathname.startsWith('/interaction/')) return answer(req, res)
    const login = JSON.parse(req.headers[LOGIN.slice(1)] as string) as { accountId: string }
    void provider.interactionFinished(req, res, { login })
  }
  return state
}

function aProvider(issuer: string, key: Json, people: Map<string, Known>): Provider {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [REDIRECT_URI],
        post_logout_redirect_uris: [SIGNED_OUT_URI],
      },
    ],
    jwks: { keys: [key as never] },
    cookies: { keys: ['a key for cookies of a test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ ...people.get(sub), sub }) }),
    // Whoever is known has agreed long ago.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: CLIENT.id, accountId: ctx.oidc.session!.accountId! })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
  })
  return provider
}

/** Walks through the provider as a browser does, until it leads back to us. */
async function visit(issuer: string, address: string, accountId: string, how: object, browser: Jar): Promise<string> {
  let at = address
  for (let step = 0; step < 10 && at.startsWith(issuer); step++) {
    const login = JSON.stringify({ accountId, remember: false, ...how })
    const reply = await ask(at, browser, { headers: { [LOGIN.slice(1)]: login } })
    const next = reply.headers.get('location')
    if (!next) throw new Error(`the provider leads nowhere: ${reply.status} ${await reply.text()}`)
    at = new URL(next, at).href
  }
  return at
}

async function ask(at: string, browser: Jar, { headers = {}, ...init }: RequestInit = {}): Promise<Response> {
  const Cookie = [...browser].map(([name, value]) => `${name}=${value}`).join('; ')
  const reply = await fetch(at, { redirect: 'manual', ...init, headers: { Cookie, ...(headers as object) } })
  for (const line of reply.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
    browser.set(name!, value!)
  }
  return reply
}

/** The provider asks whether it is meant; its form is answered as its button does. */
async function leave(address: string, browser: Jar): Promise<string> {
  const page = await ask(address, browser)
  const form = await page.text()
  const [, action] = /action="([^"]+)"/.exec(form) ?? []
  const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(form) ?? []
  if (!action || !xsrf) throw new Error(`the provider does not sign out: ${page.status} ${form}`)
  const body = new URLSearchParams({ xsrf, logout: 'yes' })
  const reply = await ask(action, browser, { method: 'POST', body })
  return reply.headers.get('location') ?? ''
}
