import { env } from '../../config/runtime.ts'
import { isTrial } from '../../config/unsafe.ts'
import type { PaymentProvider } from './provider.ts'
import { testProvider } from './test.ts'

/** Stripe, when its keys are set; else its library is not even loaded. */
export const stripe = env.stripe && (await import('./stripe.ts')).stripeProvider(env.stripe)

const mayPretend = isTrial(env.embedded, env.publicUrl) || env.nodeEnv !== 'production'

/** Who charges cards here; null on a hospital's own server without a provider, where nothing may pretend to. */
export const cardProvider: PaymentProvider | null = stripe ?? (mayPretend ? testProvider : null)

/** The provider that a payment was made with, if it is the one here; another cannot be asked without its keys. */
export function providerNamed(name: string | null): PaymentProvider | null {
  return cardProvider?.name === name ? cardProvider : null
}

export type { Charge, Outcome, PaymentProvider } from './provider.ts'
