import { timingSafeEqual } from 'node:crypto'
import { env } from '../../config/runtime.ts'
import type { Context } from '../../utils/context.ts'
import { describeError, logger } from '../../utils/logger.ts'
import type { SignedOut } from '../authService/sessions.ts'
import { derived, kept, type Leaving, random } from './browser.ts'
import { openIdToken } from './idToken.ts'
import { openProvider, requireProvider, signOutAddress } from './provider.ts'

const SIGN_IN_PAGE = '/sign-in'

/**
 * Where a browser goes on to sign out at the provider, too, after its session here has ended (OpenID Connect RP-Initiated
 * Logout 1.0); null where the session did not come from there, the hospital does not want it, or the provider knows nothing of
 * it or does not answer: then it is signed out here all the same.
 */
export async function signOut(ended: SignedOut | null, before: string | undefined): Promise<Leaving | null> {
  if (!ended?.idToken || !env.oidc?.signOut) return null
  const [browser, mark] = [kept(before), random()]
  const state = `${mark}.${derived(browser, 'sign-out', mark)}`
  try {
    const provider = await openProvider(env.oidc)
    const location = signOutAddress(provider, openIdToken(ended.userId, ended.idToken), state)
    return location === null ? null : { location, browser }
  } catch (error) {
    logger.warn({ error: describeError(error) }, 'the sign-in provider could not be asked to sign somebody out')
    return null
  }
}

/** Whether the browser is back from the sign-out that it was sent to; whatever it says, nothing depends on it. */
function isBack(state: string | undefined, browser: string | undefined): boolean {
  const [mark, shown] = state?.split('.') ?? []
  if (!mark || !shown || !browser) return false
  const [made, given] = [Buffer.from(derived(browser, 'sign-out', mark)), Buffer.from(shown)]
  return made.length === given.length && timingSafeEqual(made, given)
}

/**
 * Back from the provider: where to.
 * @throws Problem `not-found` where staff cannot sign in through a provider
 */
export function signedOut(_ctx: Context, state: string | undefined, browser: string | undefined): Promise<string> {
  requireProvider()
  return Promise.resolve(isBack(state, browser) ? `${SIGN_IN_PAGE}?signed-out` : SIGN_IN_PAGE)
}
