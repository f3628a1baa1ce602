import type { OidcAnswer } from '@hms/contract/oidc'
import { db, type WriteTx } from '../../config/database.ts'
import type { OidcConfig } from '../../config/oidc.ts'
import type * as ExternalIdentity from '../../models/ExternalIdentity.ts'
import * as ExternalSignIn from '../../models/ExternalSignIn.ts'
import { authIdentity, type Context } from '../../utils/context.ts'
import { Problem } from '../../utils/problem.ts'
import { toInstant } from '../../utils/time.ts'
import { hashToken, type Opened } from '../authService/session.ts'
import { AWAY_SECONDS, providerAway, questionOf, reachProvider } from './begin.ts'
import { prove } from './prove.ts'
import { type Claims, isAway, requireProvider, type Said, saidOf } from './provider.ts'
import { record, refused } from './record.ts'
import { signIn } from './signIn.ts'

/** Back from the provider: where to, and the session that was opened or has new tokens. */
export interface Arrived {
  location: string
  opened: Opened
}

/** What the provider has made sure of. */
export interface Vouched extends ExternalIdentity.Subject {
  /** The person's own e-mail address; null where the provider does not say that it is. */
  email: string | null
  /** Whether a second factor was shown there that counts here. */
  secondFactor: boolean
  /** What it wants to see when the person signs out there; null where that is not meant to be. */
  idToken: string | null
}

/**
 * Completes what was begun: a sign-in, or a fresh proof. It is good once, in the browser that began it, for ten minutes.
 * @param browser what the browser has kept since
 * @throws Problem `sign-in-expired`, `external-sign-in-refused`, `mfa-required` with a challenge, `unavailable`, `not-found`
 */
export async function callback(ctx: Context, answer: OidcAnswer, browser: string | undefined): Promise<Arrived> {
  const oidc = requireProvider()
  const begun = browser === undefined ? null : await take(ctx, answer.state, browser)
  if (!begun || browser === undefined) {
    await record(ctx, null, 'failed', 'unknown-state')
    throw new Problem('sign-in-expired')
  }
  const shownOn = begun.sessionId ? begun.returnTo : `/sign-in?next=${encodeURIComponent(begun.returnTo)}`
  const vouched = await vouchedFor(ctx, oidc, answer, browser, begun, shownOn)
  if (begun.sessionId) {
    return { location: begun.returnTo, opened: await prove(ctx, begun.sessionId, vouched, shownOn) }
  }
  const former = { refreshHash: null, sessionId: begun.formerSessionId }
  return { location: begun.returnTo, opened: await signIn(ctx, vouched, former, shownOn) }
}

function take(ctx: Context, state: string, browser: string): Promise<ExternalSignIn.ExternalSignIn | null> {
  return db.write(authIdentity, (tx: WriteTx) => {
    tx.withoutAudit('the outcome of the sign-in leaves the row')
    return ExternalSignIn.take(tx, { stateHash: hashToken(state), browserHash: hashToken(browser) }, ctx.now)
  })
}

/** Asks the provider; whatever is not believed is told to nobody but the log. */
async function vouchedFor(
  ctx: Context,
  oidc: OidcConfig,
  { state, code, iss, error }: OidcAnswer,
  browser: string,
  begun: ExternalSignIn.ExternalSignIn,
  shownOn: string,
): Promise<Vouched> {
  const answer = Object.fromEntries(
    Object.entries({ state, code, iss, error }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const maxAge = begun.sessionId ? ageOf(begun, ctx.now) : undefined
  try {
    return toVouched(oidc, await saidOf(await reachProvider(), answer, questionOf(browser, state), maxAge))
  } catch (cause) {
    const away = cause instanceof Problem || isAway(cause)
    await record(ctx, null, 'failed', away ? 'provider-unavailable' : reasonOf(cause))
    if (cause instanceof Problem) throw providerAway(cause.cause, shownOn)
    throw away ? providerAway(cause, shownOn) : refused(shownOn, cause)
  }
}

/** How long ago the person may have signed in at the provider at most, in seconds: since this was begun. */
const ageOf = ({ createdAt }: ExternalSignIn.ExternalSignIn, now: Temporal.Instant) =>
  Math.min(AWAY_SECONDS, Math.max(0, Math.ceil(now.since(toInstant(createdAt)).total('seconds'))))

/** What the provider said, by the names of the standards alone. */
function reasonOf(error: unknown): string {
  const { error: said, code } = error as { error?: unknown; code?: unknown }
  return (
    ([said, code].find((text) => typeof text === 'string' && /^[\w.-]{1,60}$/.test(text)) as string | undefined) ??
    'invalid-answer'
  )
}

function toVouched(oidc: OidcConfig, { claims, idToken }: Said): Vouched {
  const { amr, acr } = oidc.trusted
  const shown = Array.isArray(claims.amr) ? claims.amr : []
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: typeof claims.email === 'string' && isVerified(oidc, claims) ? claims.email : null,
    secondFactor:
      amr.some((method) => shown.includes(method)) || (typeof claims.acr === 'string' && acr.includes(claims.acr)),
    idToken: oidc.signOut ? idToken : null,
  }
}

/** Entra ID's `xms_edov` is documented as a Boolean and also seen as 1; the standard's `email_verified` is true or it is not. */
function isVerified({ emailVerifiedClaim: name }: OidcConfig, claims: Claims): boolean {
  const value = claims[name]
  return value === true || (name !== 'email_verified' && (value === 1 || value === '1'))
}
