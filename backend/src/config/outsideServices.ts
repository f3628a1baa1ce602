/** Services of others that cards are charged and text messages sent through, as the environment names them. */
import type { Values } from './env.ts'

/** These are set together, or not at all. */
export const STRIPE_TOGETHER = ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'] as const
export const TWILIO_TOGETHER = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'] as const

type StripeValues = Pick<Values, (typeof STRIPE_TOGETHER)[number] | 'STRIPE_API_BASE'>
type TwilioValues = Pick<Values, (typeof TWILIO_TOGETHER)[number] | 'TWILIO_API_BASE'>

/** Null where cards are not charged through Stripe. */
export function stripeOf(values: StripeValues) {
  return values.STRIPE_SECRET_KEY && values.STRIPE_WEBHOOK_SECRET
    ? {
        secretKey: values.STRIPE_SECRET_KEY,
        webhookSecret: values.STRIPE_WEBHOOK_SECRET,
        apiBase: values.STRIPE_API_BASE,
      }
    : null
}

/** Null where no text messages are sent. */
export function twilioOf(values: TwilioValues) {
  return values.TWILIO_ACCOUNT_SID && values.TWILIO_AUTH_TOKEN && values.TWILIO_FROM
    ? {
        accountSid: values.TWILIO_ACCOUNT_SID,
        authToken: values.TWILIO_AUTH_TOKEN,
        from: values.TWILIO_FROM,
        apiBase: values.TWILIO_API_BASE,
      }
    : null
}
