import { RateLimit } from '../../models/RateLimit.ts'
import { env } from '../../config/runtime.ts'
import type { Context } from '../../utils/context.ts'
import { clientNetwork } from '../../utils/clientNetwork.ts'
import { Problem } from '../../utils/problem.ts'

const MINUTE = 60
const HOUR = 3600

/** Failed sign-ins; 100 for one account is the bound of NIST SP 800-63B-4, 3.2.2. */
const signInHere = new RateLimit('sign-in-account-address', 10, 15 * MINUTE)
const signInAddress = new RateLimit('sign-in-address', 300, HOUR)
const signInAccount = new RateLimit('sign-in-account', 100, HOUR)
const signInDevice = new RateLimit('sign-in-device', 10, 15 * MINUTE)

/** Second factors: a million codes of which three are good now, so far fewer tries than at passwords. */
const factorHere = new RateLimit('factor-account-address', 10, 15 * MINUTE)
const factorAccount = new RateLimit('factor-account', 50, HOUR)
const factorDevice = new RateLimit('factor-device', 10, 15 * MINUTE)
const factorAddress = new RateLimit('factor-address', 300, HOUR)
const stepUps = new RateLimit('step-up', 10, 15 * MINUTE)

/** Sign-ins through a provider, from one network; what is right is given back. */
const externalAddress = new RateLimit('external-sign-in-address', 300, HOUR)

const signUp = new RateLimit('sign-up', env.signUpLimitPerHour, HOUR)
const passwordChange = new RateLimit('password-change', 10, 15 * MINUTE)
const resetAddress = new RateLimit('password-reset-address', 30, HOUR)
const setUpAddress = new RateLimit('set-up-address', 30, HOUR)
const forgotAddress = new RateLimit('password-forgot-address', 30, HOUR)
const forgotAccount = new RateLimit('password-forgot-account', 5, HOUR)

/** Counters that one kind of try goes to, all of them at once. */
export class Guard {
  readonly #counters: [RateLimit, string][]

  constructor(counters: [RateLimit, string][]) {
    this.#counters = counters
  }

  /** Seconds until another try; 0 when there is one now. */
  async wait(): Promise<number> {
    return Math.max(...(await Promise.all(this.#counters.map(([limit, subject]) => limit.wait(subject)))))
  }

  /** Counts a try. @returns 0, or the seconds to wait when it was one too many. */
  async count(): Promise<number> {
    return Math.max(...(await Promise.all(this.#counters.map(([limit, subject]) => limit.count(subject)))))
  }

  /** Takes the count of a try back that turned out to be right. */
  async giveBack(): Promise<void> {
    await Promise.all(this.#counters.map(([limit, subject]) => limit.giveBack(subject)))
  }
}

/**
 * The counters of a second factor, known device or not as at a sign-in. Only whoever knows the password gets this far. Tries
 * are counted before they are looked at, and those that were right given back.
 */
export function factorGuard(ctx: Context, userId: string, deviceId: string | null): Guard {
  if (deviceId) return new Guard([[factorDevice, `${userId}|${deviceId}`]])
  return new Guard([
    [factorHere, `${userId}|${clientNetwork(ctx.clientAddress)}`],
    [factorAccount, userId],
  ])
}

/** The counter of passkeys and challenges from one network, while nobody is known yet. */
export const challengeGuard = (ctx: Context) => new Guard([[factorAddress, clientNetwork(ctx.clientAddress)]])
export const externalGuard = (ctx: Context) => new Guard([[externalAddress, clientNetwork(ctx.clientAddress)]])
export const stepUpGuard = (userId: string) => new Guard([[stepUps, userId]])

/**
 * The counters of a sign-in. On a device where the person has signed in before only the device's own counts, so that
 * nobody locks the person out by guessing elsewhere, not even from the same address.
 */
export function signInGuard(ctx: Context, email: string, deviceId: string | null): Guard {
  if (deviceId) return new Guard([[signInDevice, `${email}|${deviceId}`]])
  const network = clientNetwork(ctx.clientAddress)
  return new Guard([
    [signInHere, `${email}|${network}`],
    [signInAddress, network],
    [signInAccount, email],
  ])
}

export const signUpGuard = (ctx: Context) => new Guard([[signUp, clientNetwork(ctx.clientAddress)]])
export const passwordChangeGuard = (userId: string) => new Guard([[passwordChange, userId]])
export const resetGuard = (ctx: Context) => new Guard([[resetAddress, clientNetwork(ctx.clientAddress)]])
export const setUpGuard = (ctx: Context) => new Guard([[setUpAddress, clientNetwork(ctx.clientAddress)]])
export const forgotGuard = (ctx: Context) => new Guard([[forgotAddress, clientNetwork(ctx.clientAddress)]])
export const forgotAccountGuard = (email: string) => new Guard([[forgotAccount, email]])

/** @throws Problem `too-many-requests` unless there is nothing to wait for. */
export function refuseWhile(seconds: number): void {
  if (seconds > 0) throw new Problem('too-many-requests', { retryAfterSeconds: seconds })
}
