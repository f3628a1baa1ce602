import type { Message } from '@hms/contract/messages'
import type { Tone } from '@/lib/constants'

export const messageTones = {
  queued: 'info',
  sent: 'success',
  failed: 'danger',
  outbox: 'warning',
  withheld: 'neutral',
} as const satisfies Record<Message['status'], Tone>

export const messageStatuses = Object.keys(messageTones) as Message['status'][]
export const messageChannels = ['email', 'sms', 'in-app'] as const satisfies Message['channel'][]

export const messageKinds = [
  'appointment-booked',
  'appointment-moved',
  'appointment-cancelled',
  'appointment-reminder',
  'bill-issued',
  'bill-overdue',
  'payment-received',
  'invitation',
  'password-reset',
  'password-changed',
  'sign-in-alert',
  'second-factor-changed',
  'sign-in-linked',
  'sign-in-unlinked',
  'recovery-code-used',
  'backup-failed',
  'backup-overdue',
  'record-opened',
  'audit-broken',
  'amendment-requested',
  'amendment-decided',
  'amendment-extended',
  'privacy-case',
  'privacy-case-closed',
  'erasure-requested',
  'erasure-decided',
  'alert-rules-changed',
] as const

/** Kinds whose link carries a secret: whoever has it chooses the password. */
export const hasOneTimeLink = ({ kind }: Message) => kind === 'invitation' || kind === 'password-reset'

/** In-app notices are delivered by being there; only what a carrier did not take can be sent again. */
export const mayRetry = ({ channel, status }: Message) =>
  channel !== 'in-app' && (status === 'failed' || status === 'outbox')
