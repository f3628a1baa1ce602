import type { Outcome, PaymentProvider } from './provider.ts'

const APPROVE = 'test-approve'

function outcomeOf(reference: string | null): Outcome {
  const approved = reference?.startsWith(`${APPROVE}/`) ?? false
  return { status: approved ? 'succeeded' : 'failed', reference, redirectUrl: null }
}

const referenceFor = (paymentId: string, token = APPROVE) =>
  `${token === APPROVE ? APPROVE : 'test-decline'}/${paymentId}`

/**
 * Moves no money. `test-approve`, which is the default, succeeds; every other token is declined. It keeps no state: the
 * reference alone says what came of a payment.
 */
export const testProvider: PaymentProvider = {
  name: 'test',
  test: true,
  referenceFor,
  charge: async ({ paymentId, token }) => outcomeOf(referenceFor(paymentId, token)),
  lookUp: async (_paymentId, reference) => outcomeOf(reference),
}
