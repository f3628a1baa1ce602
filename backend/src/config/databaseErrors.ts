import type { ProblemCode } from '@hms/contract/problems'
import { Problem } from '../utils/problem.ts'
import { KeyError } from './keys.ts'

/** Which refusal of the database means what to the caller. The database settles races; this only says who lost. */
const constraintProblems: Record<string, ProblemCode> = {
  appointments_doctor_free: 'slot-taken',
  appointments_patient_free: 'patient-busy',
  billing_appointment_id_key: 'wrong-status',
  // What a paid bill would break first; PostgreSQL checks in the order of names.
  billing_paid_is_settled: 'payment-exceeds-balance',
  billing_paid_within_amount: 'payment-exceeds-balance',
  billing_void_is_unpaid: 'wrong-status',
  doctors_license_number_key: 'license-taken',
  doctors_user_id_key: 'wrong-status',
  legal_holds_stand: 'legal-hold',
  patients_erased: 'patient-erased',
  patients_erased_once: 'patient-erased',
  patients_nothing_under_way: 'wrong-status',
  patients_record_retained: 'record-retained',
  patients_user_id_key: 'patient-exists',
  payments_bill_takes_payment: 'wrong-status',
  payments_settled_stays: 'wrong-status',
  privacy_requests_approved: 'wrong-status',
  privacy_requests_two_people: 'not-permitted',
  users_email_key: 'email-taken',
  users_last_admin: 'last-admin',
  visit_types_name_key: 'name-taken',
}

/** Serialization failure and deadlock: the same work may succeed a moment later. */
const retryable = new Set(['40001', '40P01'])

/** PostgreSQL is away, stopping, full, or told us to stop waiting. */
const unavailable = /^(08|53|57P|58|25P03|55P03|57014)/
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
])

/** The driver's own words for a connection that is gone. */
const LOST = /Connection terminated|Connection ended|connection error and is not queryable|Client was closed/i

/** Grants are the same whoever asks: one that is missing is the hospital's to mend, and no refusal of the asker. */
const UNGRANTED = /^permission denied for /

interface PgFields {
  code?: string
  constraint?: string
  message?: string
}

/** The fields of a PostgreSQL error, whether it came from the driver or through Prisma. */
function pgFields(error: unknown): PgFields {
  if (typeof error !== 'object' || error === null) return {}
  const cause = (error as { meta?: { driverAdapterError?: { cause?: Record<string, unknown> } } }).meta
    ?.driverAdapterError?.cause
  if (!cause) return error as PgFields
  const constraint = (cause.constraint as { index?: string } | string | undefined) ?? undefined
  return {
    code: cause.originalCode as string | undefined,
    message: typeof cause.originalMessage === 'string' ? cause.originalMessage : '',
    constraint: typeof constraint === 'object' ? constraint.index : (constraint ?? constraintIn(cause.originalMessage)),
  }
}

function constraintIn(message: unknown): string | undefined {
  return typeof message === 'string' ? /constraint "([a-z_]+)"/.exec(message)?.[1] : undefined
}

/** The SQLSTATE of a PostgreSQL error, or the system's code of a broken connection. */
export function databaseCode(error: unknown): string {
  return pgFields(error).code ?? ''
}

export function isRetryable(error: unknown): boolean {
  return retryable.has(databaseCode(error))
}

/** Whether the connection, or the server behind it, went away; not that it never came, nor that we hung up. */
export function isConnectionLost(error: unknown): boolean {
  const { code = '', message = '' } = pgFields(error)
  return /^(08|57P0[12])/.test(code) || ['ECONNRESET', 'EPIPE'].includes(code) || LOST.test(message)
}

/** The problem that a database error stands for; any other error as it is. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof Problem) return error
  // The hospital's to mend, by giving this process its keys; nothing was read or written.
  if (error instanceof KeyError) return new Problem('unavailable', { retryAfterSeconds: 30, cause: error })
  const { code = '', constraint = '', message = '' } = pgFields(error)
  const known = constraintProblems[constraint]
  if (known) return new Problem(known)
  if (code === '42501' && !UNGRANTED.test(message)) return new Problem('not-permitted')
  const gone = unavailable.test(code) || unreachable.has(code) || LOST.test(message) || /timeout exceeded/.test(message)
  const unable = gone || UNGRANTED.test(message) || isRetryable(error)
  return unable ? new Problem('unavailable', { retryAfterSeconds: 2, cause: error }) : error
}
