import type { Env } from '../../config/env.ts'
import type { Carriers } from '../carrier.ts'
import { smtpCarrier } from '../emailService.ts'
import { twilioCarrier } from '../smsService.ts'

const TWILIO = 'https://api.twilio.com'

/** The carriers that the environment names. */
export function carriersOf({ smtpUrl, mailFrom, publicUrl, twilio }: Env): Carriers {
  return {
    email: smtpUrl ? smtpCarrier({ smtpUrl, from: mailFrom, domain: new URL(publicUrl).hostname }) : null,
    sms: twilio ? twilioCarrier({ ...twilio, apiBase: twilio.apiBase ?? TWILIO }) : null,
  }
}
