import type { Transporter } from 'nodemailer'
import { type Carrier, CarrierError } from './carrier.ts'

interface MailSettings {
  /** `smtp://` or `smtps://` with user, password, host and port. */
  smtpUrl: string
  from: string
  /** Right-hand side of our Message-IDs. */
  domain: string
}

const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

/**
 * A rush of mails goes through few connections, each used again: greeting, TLS and sign-in take longer than a mail, and
 * some servers make whoever connects wait on purpose. Soon after the rush they are closed. Three is what strict servers
 * allow (Exchange Online, for one sender).
 *
 * The library repeats by itself only what it had not begun to hand over; all else fails, and is tried again as a job.
 */
const POOL = { pool: true, maxConnections: 3, maxMessages: 100, idleTimeout: 5000 } as const

/**
 * Sends plain mail through one SMTP server. The Message-ID is made of the message's own id: when the server took a mail
 * and we crashed, or the connection broke before its answer, the mail goes out a second time under the same Message-ID,
 * by which mail systems tell that it is the same (RFC 5322, 3.6.4).
 */
export function smtpCarrier({ smtpUrl, from, domain }: MailSettings): Carrier {
  // A process that sends no mail does without the library.
  let opened: Promise<Transporter> | undefined
  const carry: Carrier = async ({ id, to, subject, body, url }) => {
    try {
      const transport = await (opened ??= openTransport(smtpUrl))
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text: url ? `${body}\n\n${url}\n` : `${body}\n`,
        messageId: `<${id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    } catch (error) {
      throw mailError(error as { code?: string; responseCode?: number })
    }
  }
  const close = () => {
    opened?.then((transport) => transport.close()).catch(() => undefined)
    opened = undefined
  }
  return Object.assign(carry, { close })
}

async function openTransport(smtpUrl: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport({ url: smtpUrl, ...POOL, ...PATIENCE, disableFileAccess: true, disableUrlAccess: true })
}

/** Replies of 500 and more are meant for good (RFC 5321, 4.2.1), except about our own sign-in. */
function mailError({ code, responseCode }: { code?: string; responseCode?: number }): CarrierError {
  if (code === 'EAUTH') return new CarrierError('The mail server refused our sign-in')
  if (!responseCode) return new CarrierError('The mail server could not be reached or did not answer')
  return responseCode >= 500 && code !== 'ECONNECTION'
    ? new CarrierError(`The mail server refused the message (${responseCode})`, true)
    : new CarrierError(`The mail server asks to try later (${responseCode})`)
}
