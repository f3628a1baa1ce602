import { type Carrier, CarrierError, type Outgoing } from './carrier.ts'

interface TwilioSettings {
  accountSid: string
  authToken: string
  from: string
  apiBase: string
}

const PATIENCE_MS = 15_000

/**
 * Sends text messages through Twilio's REST API (version 2010-04-01). It knows no idempotency keys: so before a further
 * try we ask it whether the text of an earlier one has arrived there after all. What is left is a first try whose text
 * Twilio has accepted but not listed yet.
 */
export function twilioCarrier(settings: TwilioSettings): Carrier {
  return async (message) => {
    const to = dialled(message.to)
    const text = message.url ? `${message.body} ${message.url}` : message.body
    if (message.attempt > 1 && (await wasAccepted(settings, to, text, message))) return
    const reply = await ask(settings, 'POST', new URLSearchParams({ To: to, From: settings.from, Body: text }))
    if (reply.ok) return
    const permanent = reply.status === 400
    throw new CarrierError(`The text message service refused the message (${reply.status})`, permanent)
  }
}

interface TwilioList {
  messages?: { body?: string; date_created?: string; status?: string }[]
}

async function wasAccepted(settings: TwilioSettings, to: string, text: string, message: Outgoing): Promise<boolean> {
  const reply = await ask(settings, 'GET', new URLSearchParams({ To: to, From: settings.from, PageSize: '50' }))
  if (!reply.ok) throw new CarrierError(`The text message service did not answer (${reply.status})`)
  const { messages = [] } = (await reply.json()) as TwilioList
  // Twilio's dates have whole seconds, as `Fri, 24 May 2030 17:44:46 +0000`.
  const since = message.createdAt.epochMilliseconds - 1000
  return messages.some(
    ({ body, date_created = '', status }) =>
      body === text && Date.parse(date_created) >= since && status !== 'failed' && status !== 'undelivered',
  )
}

async function ask(settings: TwilioSettings, method: 'GET' | 'POST', values: URLSearchParams): Promise<Response> {
  const { accountSid, authToken, apiBase } = settings
  const address = `${apiBase}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`
  try {
    return await fetch(method === 'GET' ? `${address}?${values}` : address, {
      // What is meant for the service goes nowhere else.
      redirect: 'error',
      method,
      body: method === 'POST' ? values : null,
      headers: { Authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
  } catch {
    throw new CarrierError('The text message service could not be reached or did not answer')
  }
}

/** Digits as dialled, with a plus where the number is international (ITU-T E.123 writes it with spaces). */
function dialled(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  return phone.trim().startsWith('+') ? `+${digits}` : phone.startsWith('00') ? `+${digits.slice(2)}` : digits
}
