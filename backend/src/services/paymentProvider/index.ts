import { env } from '../../config/runtime.ts'
import type { PaymentProvider } from './provider.ts'
import { stripeProvider } from './stripe.ts'
import { testProvider } from './test.ts'

/** Stripe, when its keys are set. */
export const stripe = env.stripe && stripeProvider(env.stripe)

const mayPretend = env.embedded || env.nodeEnv !== 'production'

/** Who charges cards here; null on a hospital's own server without a provider, where nothing may pretend to. */
export const cardProvider: PaymentProvider | null = stripe ?? (mayPretend ? testProvider : null)

/** The provider that a payment was made with, if it is still configured. */
export function providerNamed(name: string | null): PaymentProvider | null {
  return [stripe, testProvider].find((provider) => provider?.name === name) ?? null
}

export type { Charge, Outcome, PaymentProvider } from './provider.ts'
