/**
 * The closed catalogue of what can go wrong, after RFC 9457. The code is the last part of `type`
 * and never changes its meaning; each has a page in `docs/problems/`.
 */
export const problems = {
  'bad-request': { status: 400, title: 'The request could not be understood' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'invalid-credentials': { status: 401, title: 'The e-mail address or the password is wrong' },
  'session-ended': { status: 401, title: 'The session has ended' },
  'session-locked': { status: 401, title: 'The session is locked' },
  'invalid-factor': { status: 401, title: 'The code or passkey is wrong' },
  'external-sign-in-refused': { status: 401, title: 'That sign-in opens no account here' },
  'sign-in-expired': { status: 401, title: 'Begin the sign-in again' },
  'payment-declined': { status: 402, title: 'The payment was declined' },
  'not-permitted': { status: 403, title: 'Your role does not allow this' },
  'mfa-required': { status: 403, title: 'A second factor is needed' },
  'step-up-required': { status: 403, title: 'Show once more that it is you' },
  'cross-site': { status: 403, title: 'The request came from another site' },
  'not-found': { status: 404, title: 'There is nothing here, or nothing that you may see' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'too-slow': { status: 408, title: 'The request took too long to arrive' },
  'email-taken': { status: 409, title: 'The e-mail address is in use' },
  'license-taken': { status: 409, title: 'The license number is in use' },
  'name-taken': { status: 409, title: 'The name is in use' },
  'patient-exists': { status: 409, title: 'The patient is registered already' },
  'patient-erased': { status: 409, title: 'The patient was erased' },
  'legal-hold': { status: 409, title: 'A legal hold keeps the record' },
  'record-retained': { status: 409, title: 'The law asks that the record be kept' },
  'slot-taken': { status: 409, title: 'The time is taken' },
  'patient-busy': { status: 409, title: 'The patient has another appointment at that time' },
  'not-corrected': { status: 409, title: 'Nothing was put right since it was asked for' },
  'wrong-status': { status: 409, title: 'Its present status does not allow this' },
  'edit-conflict': { status: 409, title: 'Somebody else changed it in the meantime' },
  'last-admin': { status: 409, title: 'The last administrator has to stay' },
  'payment-exceeds-balance': { status: 409, title: 'The payment is more than what is owed' },
  'idempotency-in-progress': { status: 409, title: 'The first request with this key is still at work' },
  'reply-erased': { status: 409, title: 'It was done before; the answer is erased' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'Send application/json' },
  invalid: { status: 422, title: 'Some values need mending' },
  'outside-availability': { status: 422, title: 'The doctor does not see patients at that time' },
  'in-the-past': { status: 422, title: 'That time has passed' },
  'too-soon': { status: 422, title: 'That is too soon' },
  'too-late': { status: 422, title: 'It is too late for that' },
  'invalid-token': { status: 422, title: 'The link is used, too old or wrong' },
  'idempotency-mismatch': { status: 422, title: 'This key was used for a different request' },
  'too-many-requests': { status: 429, title: 'Too many tries' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'The service is not available right now' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problems

/**
 * The status that an operation answers a problem with. Where nobody is signed in yet, what is missing is a proof of who is
 * asking (401); within a session it is the right to go on (403).
 */
export function statusOf(code: ProblemCode, operation: { permission: string }): number {
  return code === 'mfa-required' && operation.permission === 'public' ? 401 : problems[code].status
}
