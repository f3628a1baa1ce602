import { oidcApi } from '@hms/contract/oidc'
import { randomUUID } from 'node:crypto'
import { vi } from 'vitest'
import { CLIENT, type Known, startProvider } from './oidcProvider.ts'

/** A hospital whose staff can sign in through a provider; read at start, so imported before the application. */
export const provider = await startProvider()
vi.stubEnv('OIDC_ISSUER', provider.issuer)
vi.stubEnv('OIDC_CLIENT_ID', CLIENT.id)
vi.stubEnv('OIDC_CLIENT_SECRET', CLIENT.secret)
vi.stubEnv('OIDC_NAME', 'City Hospital')
vi.stubEnv('OIDC_TRUST_MFA', 'amr=mfa,acr=gold')

const { anAddress, auditRows, cookieFrom, from, ofOwnPage } = await import('./accounts.ts')
const { call } = await import('./call.ts')
const { OIDC_COOKIE } = await import('../../src/utils/cookies.ts')

/** Somebody at the provider, whose address is the person's own unless told. */
export function known(email: string | undefined, about: Partial<Known> = {}): string {
  const sub = about.sub ?? randomUUID()
  provider.people.set(sub, { email_verified: true, ...about, sub, ...(email !== undefined && { email }) })
  return sub
}

export interface Begun {
  location: string
  /** What the browser keeps. */
  cookie: string
  address: string
}

const browserOf = (cookie: string) => ({ Cookie: `${OIDC_COOKIE}=${cookie}` })

/** Presses the button. */
export async function begin(
  query: { returnTo?: string } = {},
  cookie?: string,
  address = anAddress(),
  more: object = {},
): Promise<Begun> {
  const headers = { ...ofOwnPage, ...from(address), ...(cookie ? browserOf(cookie) : {}), ...more }
  const reply = await call(oidcApi.start, { body: query, headers })
  if (reply.status !== 200) throw new Error(`no beginning: ${reply.status} ${JSON.stringify(reply.problem)}`)
  return { location: reply.body.location, cookie: cookieFrom(reply, OIDC_COOKIE)!, address }
}

/** The browser is back: at the address that it was sent to, with what it has kept. */
export async function arrive(back: string, { cookie, address }: Pick<Begun, 'cookie' | 'address'>, more: object = {}) {
  const requestId = randomUUID()
  const headers = { ...browserOf(cookie), ...from(address), 'X-Request-Id': requestId, ...more }
  const query = Object.fromEntries(new URL(back).searchParams) as { state: string }
  const reply = await call(oidcApi.callback, { query, headers })
  return { ...reply, location: reply.headers.location, rows: await auditRows(requestId) }
}

/** As browsers ask for a page. */
export const asPage = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

/** All of it: the button, the provider, and back. */
export async function through(
  sub: string,
  { returnTo, page, ...how }: { returnTo?: string; page?: true; amr?: string[]; acr?: string } = {},
) {
  const begun = await begin(returnTo === undefined ? {} : { returnTo })
  const back = await provider.visit(begun.location, sub, how)
  return arrive(back, begun, page ? asPage : {})
}
