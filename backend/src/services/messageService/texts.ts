import type { ConsentPurpose } from '@hms/contract/consents'

/**
 * Everything the hospital says to people outside its pages. A text is the same for everybody: no names, no diagnoses, no
 * specialities, no times; whoever may know opens the link.
 */
export type Channel = 'in-app' | 'email' | 'sms'

interface Text {
  /** Subject of the e-mail and headline of the notification. */
  subject: string
  /** What e-mail and notification say. */
  body: string
  /** What a text message says; kinds without it are never sent as one. */
  sms?: string
  channels: readonly Channel[]
  /** What the patient has to permit for it to go out on a channel; what is not named here goes in any case. */
  consent?: Partial<Record<Channel, ConsentPurpose>>
  /**
   * One mail stands for all that happens within a quarter of an hour, and opens the list of it; each has a notification of
   * its own. For what strangers can set off as often as they like.
   */
  gathered?: true
}

const everywhere = ['in-app', 'email', 'sms'] as const
const written = ['in-app', 'email'] as const
const byMailOnly = ['email'] as const

export const texts = {
  'appointment-booked': {
    subject: 'An appointment was booked',
    body: 'An appointment was booked. Open it to see when and where.',
    sms: 'An appointment was booked.',
    channels: everywhere,
  },
  'appointment-moved': {
    subject: 'An appointment was moved',
    body: 'An appointment was moved to another time. Open it to see when it is now.',
    sms: 'An appointment was moved to another time.',
    channels: everywhere,
  },
  'appointment-cancelled': {
    subject: 'An appointment was cancelled',
    body: 'An appointment was cancelled. Open it to see which one.',
    sms: 'An appointment was cancelled.',
    channels: everywhere,
  },
  'appointment-reminder': {
    subject: 'Your appointment is coming up',
    body: 'You have an appointment within the next day. Open it to see when and where.',
    sms: 'You have an appointment within the next day.',
    channels: everywhere,
    consent: { email: 'reminders-by-email', sms: 'reminders-by-sms' },
  },
  'bill-issued': {
    subject: 'You have a new bill',
    body: 'You have a new bill. Open it to see what it is for and to pay it.',
    channels: written,
  },
  'bill-overdue': {
    subject: 'A bill is overdue',
    body: 'One of your bills is past its due date. Open it to pay it.',
    channels: written,
  },
  'payment-received': {
    subject: 'We received your payment',
    body: 'Your payment was received. Open the bill to see the receipt.',
    channels: written,
  },
  'password-reset': {
    subject: 'Set a new password',
    body: 'Somebody asked to set a new password for your account. Open the link within 15 minutes to do so; if it was not you, ignore this message.',
    channels: byMailOnly,
  },
  invitation: {
    subject: 'Your account is ready',
    body: 'An account was made for you. Open the link within 15 minutes to choose your password; later, the page behind it sends you another one.',
    channels: byMailOnly,
  },
  'sign-in-alert': {
    subject: 'A new sign-in to your account',
    body: 'Your account was signed in to from a device that was not used before. If it was not you, change your password.',
    channels: written,
  },
  'password-changed': {
    subject: 'Your password was changed',
    body: 'The password of your account was changed. If it was not you, set a new one and tell the hospital.',
    channels: written,
  },
  'record-opened': {
    subject: 'Your record was opened in an emergency',
    body: 'Your record was opened in an emergency. Open your pages to see who it was; the hospital looks into it.',
    channels: written,
  },
  'second-factor-changed': {
    subject: 'The second factors of your account were changed',
    body: 'A second factor of your account was added or taken away. If it was not you, tell the hospital.',
    channels: written,
  },
  'sign-in-linked': {
    subject: 'Your account was linked to a sign-in service',
    body: 'From now on your account opens also with a sign-in at the service that your hospital uses. If it was not you, tell the hospital.',
    channels: written,
  },
  'sign-in-unlinked': {
    subject: 'Your account was unlinked from a sign-in service',
    body: 'A sign-in at the service that your hospital uses does not stand for your account any more. If you did not expect it, tell the hospital.',
    channels: written,
  },
  'recovery-code-used': {
    subject: 'A recovery code was used',
    body: 'Somebody signed in with one of your recovery codes. If it was not you, tell the hospital.',
    channels: written,
  },
  'amendment-requested': {
    subject: 'A patient asks for a correction',
    body: 'A patient asks to have something in the record put right. Open the requests to see until when an answer is owed.',
    channels: written,
    gathered: true,
  },
  'amendment-extended': {
    subject: 'The answer to your request for a correction takes longer',
    body: 'The hospital needs more time to answer what you asked to have put right in your record. Open your pages to read why, and until when an answer is owed.',
    channels: written,
  },
  'amendment-decided': {
    subject: 'Your request for a correction was answered',
    body: 'Somebody has decided on what you asked to have put right in your record. Open your pages to read the answer.',
    channels: written,
  },
  'backup-failed': {
    subject: 'A backup failed',
    body: 'The last backup of the hospital could not be made. It is tried again within the hour; open the settings to see why.',
    channels: written,
  },
  'backup-overdue': {
    subject: 'The last backup is too old',
    body: 'There has been no good backup of the hospital for more than a day. Open the settings to see why.',
    channels: written,
  },
  'audit-broken': {
    subject: 'The audit log was changed',
    body: 'The audit log is not as it was sealed: an entry was changed, removed or added. Open it to see where, and do not switch anything off before somebody has looked.',
    channels: written,
  },
  'privacy-case': {
    subject: 'A privacy case waits for you',
    body: 'Somebody asks who opened a record, an emergency access has to be reviewed, or something unusual was noticed. Open the case to see which.',
    channels: written,
    gathered: true,
  },
  'alert-rules-changed': {
    subject: 'The rules for alerts were changed',
    body: 'Somebody changed what is looked for in the audit log. Open the privacy cases to see the rules as they are now.',
    channels: written,
  },
  'erasure-requested': {
    subject: 'Somebody asks to be erased',
    body: 'A request to erase a record waits for a decision. The law gives a month for the answer; open it to decide.',
    channels: written,
    gathered: true,
  },
  'erasure-decided': {
    subject: 'Your request was decided',
    body: 'The hospital has decided on your request about your data. Open the page to read the answer.',
    channels: written,
  },
  'privacy-case-closed': {
    subject: 'Your question about your record was answered',
    body: 'The hospital has looked into who opened your record. Open the page to read the answer.',
    channels: written,
  },
} as const satisfies Record<string, Text>

export type MessageKind = keyof typeof texts

export const textOf = (kind: MessageKind): Text => texts[kind]
