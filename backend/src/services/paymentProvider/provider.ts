/** A card payment that a provider is asked to collect. Nothing in it says who the patient is. */
export interface Charge {
  /** Also the provider's idempotency key: asked twice, it charges once. */
  paymentId: string
  /** Decimal string in the currency's major unit. */
  amount: string
  /** ISO 4217 */
  currency: string
  token: string | undefined
  description: string
  /** Where the payer comes back to. */
  returnUrl: string
  /** After this moment the payer can no longer pay. */
  expiresAt: Temporal.Instant
}

/** What became of a payment. `pending`: the payer goes on at `redirectUrl`. */
export interface Outcome {
  status: 'succeeded' | 'pending' | 'failed'
  reference: string | null
  redirectUrl: string | null
}

export interface PaymentProvider {
  readonly name: string
  /** True when no money moves. */
  readonly test: boolean
  /** The provider's reference, where it is known before the charge; kept with the reservation. */
  referenceFor(paymentId: string, token: string | undefined): string | null
  /** @throws when it is not known whether the provider has accepted the charge; `lookUp` will tell later. */
  charge(charge: Charge): Promise<Outcome>
  /** What has become of a charge that was sent before. */
  lookUp(paymentId: string, reference: string | null): Promise<Outcome>
}
