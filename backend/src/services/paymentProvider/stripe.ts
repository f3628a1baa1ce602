import Stripe from 'stripe'
import type { Env } from '../../config/env.ts'
import type { Charge, Outcome, PaymentProvider } from './provider.ts'
import { smallestUnits } from './smallestUnits.ts'

type Config = NonNullable<Env['stripe']>
type Session = Stripe.Checkout.Session

/** What a signed event says about one of our payments. `amount` is in the currency's smallest unit as Stripe counts. */
export interface StripeNews {
  paymentId: string
  outcome: Outcome
  amount: number | null
  currency: string | null
}

export interface StripeProvider extends PaymentProvider {
  /**
   * Reads a webhook's event.
   * @returns null when it is about something else than the end of a payment of ours.
   * @throws Stripe.errors.StripeSignatureVerificationError when Stripe has not signed it, or long ago.
   */
  readEvent(payload: Buffer, signature: string): StripeNews | null
}

function client({ secretKey, apiBase }: Config): Stripe {
  const base = apiBase ? new URL(apiBase) : null
  return new Stripe(secretKey, {
    maxNetworkRetries: 2,
    // Three tries stay well below the two minutes after which an unanswered payment is looked up.
    timeout: 20_000,
    telemetry: false,
    ...(base && {
      host: base.hostname,
      port: base.port || (base.protocol === 'http:' ? '80' : '443'),
      protocol: base.protocol === 'http:' ? ('http' as const) : ('https' as const),
    }),
  })
}

function sessionParams(charge: Charge): Stripe.Checkout.SessionCreateParams {
  const { paymentId, description, returnUrl } = charge
  const currency = charge.currency.toLowerCase()
  const unit_amount = smallestUnits(charge.amount, charge.currency)
  return {
    mode: 'payment',
    client_reference_id: paymentId,
    metadata: { paymentId },
    payment_intent_data: { metadata: { paymentId } },
    line_items: [{ quantity: 1, price_data: { currency, unit_amount, product_data: { name: description } } }],
    success_url: `${returnUrl}?payment=done`,
    cancel_url: `${returnUrl}?payment=cancelled`,
    expires_at: Math.floor(charge.expiresAt.epochMilliseconds / 1000),
  }
}

const failed = (reference: string | null): Outcome => ({ status: 'failed', reference, redirectUrl: null })

function outcomeOf({ id, status, payment_status, url }: Session): Outcome {
  if (payment_status === 'paid') return { status: 'succeeded', reference: id, redirectUrl: null }
  if (status === 'expired') return failed(id)
  return { status: 'pending', reference: id, redirectUrl: url }
}

/** Stripe has answered, and the answer is no: there is no session. */
function isRefusal(error: unknown): boolean {
  const { StripeCardError, StripeInvalidRequestError, StripeAuthenticationError, StripePermissionError } = Stripe.errors
  return (
    error instanceof RangeError ||
    [StripeCardError, StripeInvalidRequestError, StripeAuthenticationError, StripePermissionError].some(
      (refusal) => error instanceof refusal,
    )
  )
}

function newsOf(event: Stripe.Event): StripeNews | null {
  if (
    event.type !== 'checkout.session.completed' &&
    event.type !== 'checkout.session.async_payment_succeeded' &&
    event.type !== 'checkout.session.async_payment_failed' &&
    event.type !== 'checkout.session.expired'
  ) {
    return null
  }
  const session = event.data.object
  const paymentId = session.metadata?.paymentId
  if (!paymentId || paymentId !== session.client_reference_id) return null
  const outcome = event.type === 'checkout.session.async_payment_failed' ? failed(session.id) : outcomeOf(session)
  return { paymentId, outcome, amount: session.amount_total, currency: session.currency }
}

/** Card payments through Stripe Checkout: the payer enters the card on Stripe's page, never on ours. */
export function stripeProvider(config: Config): StripeProvider {
  const stripe = client(config)
  return {
    name: 'stripe',
    test: config.secretKey.startsWith('sk_test_'),
    referenceFor: () => null,
    async charge(charge) {
      try {
        const { paymentId } = charge
        return outcomeOf(await stripe.checkout.sessions.create(sessionParams(charge), { idempotencyKey: paymentId }))
      } catch (error) {
        if (isRefusal(error)) return failed(null)
        throw error
      }
    },
    async lookUp(paymentId, reference) {
      // Without a reference the payer was never sent to the session, and nobody can have paid it.
      if (reference === null) return failed(null)
      const session = await stripe.checkout.sessions.retrieve(reference)
      return session.metadata?.paymentId === paymentId ? outcomeOf(session) : failed(null)
    },
    readEvent: (payload, signature) => newsOf(stripe.webhooks.constructEvent(payload, signature, config.webhookSecret)),
  }
}
