import { db } from '../../config/database.ts'
import * as ExternalSignIn from '../../models/ExternalSignIn.ts'
import { authIdentity, type Context } from '../../utils/context.ts'
import type { Presented } from '../../utils/presented.ts'
import { Problem } from '../../utils/problem.ts'
import { externalGuard, refuseWhile, stepUpGuard } from '../authService/limits.ts'
import { formerOf, hashToken } from '../authService/session.ts'
import { owner } from '../lockService.ts'
import { derived, kept, type Leaving, random } from './browser.ts'
import { addressOf, openProvider, type Provider, type Question, requireProvider } from './provider.ts'

/** How long somebody may take at the provider, in seconds. */
export const AWAY_SECONDS = 600

/** The page that a fresh proof ends on; the one that needs it waits in another window. */
export const PROOF_PAGE = '/proof'

/**
 * Nonce and code verifier follow from what the browser keeps and from the state, so that they need not be stored anywhere:
 * whoever reads the database can complete nobody's sign-in.
 */
export function questionOf(browser: string, state: string): Omit<Question, 'anew'> {
  return { state, nonce: derived(browser, 'nonce', state), codeVerifier: derived(browser, 'code-verifier', state) }
}

/** @throws Problem `unavailable` */
export async function reachProvider(): Promise<Provider> {
  try {
    return await openProvider(requireProvider())
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    throw providerAway(cause)
  }
}

export const providerAway = (cause: unknown, shownOn?: string) =>
  new Problem('unavailable', { detail: 'The sign-in provider does not answer', cause, shownOn })

/**
 * Goes to the provider to sign in there. Tries are counted before anything is asked, and given back by who succeeds.
 * @throws Problem `not-found`, `too-many-requests`, `unavailable`
 */
export async function start(
  ctx: Context,
  returnTo: string | undefined,
  presented: Presented,
  browser: string | undefined,
): Promise<Leaving> {
  requireProvider()
  refuseWhile(await externalGuard(ctx).count())
  const former = formerOf(presented)
  return leave(ctx, { sessionId: null, former, returnTo: returnTo ?? '/dashboard' }, browser)
}

const nothing = { refreshHash: null, sessionId: null }

/**
 * Goes to the provider to show once more who is at a session, locked or not.
 * @throws Problem `not-found`, `session-ended`, `too-many-requests`, `unavailable`
 */
export async function stepUp(ctx: Context, presented: Presented, browser: string | undefined): Promise<Leaving> {
  requireProvider()
  const { userId, sessionId } = await owner(presented)
  refuseWhile(await stepUpGuard(userId).count())
  return leave(ctx, { sessionId, former: nothing, returnTo: PROOF_PAGE }, browser)
}

async function leave(ctx: Context, what: ExternalSignIn.Beginning, before: string | undefined): Promise<Leaving> {
  const provider = await reachProvider()
  const [browser, state] = [kept(before), random()]
  const question = { ...questionOf(browser, state), anew: what.sessionId !== null }
  const location = await addressOf(provider, question)
  const marks = { stateHash: hashToken(state), browserHash: hashToken(browser) }
  await db.write(authIdentity, (tx) => {
    tx.withoutAudit('nobody is known, and nothing is done, before the browser is back')
    return ExternalSignIn.insert(tx, marks, what, ctx.now, ctx.now.add({ seconds: AWAY_SECONDS }))
  })
  return { location, browser }
}
