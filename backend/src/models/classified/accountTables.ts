import type { TableClass } from './classes.ts'

/** The account of the patient `$1`. */
export const accountOfPatient = '(SELECT p.user_id FROM patients p WHERE p.id = $1)'
const ofAccount = `user_id = ${accountOfPatient}`

/** Tables of accounts and of the sign-in, which patients and staff have alike. */
export const accountTables: Record<string, TableClass> = {
  users: {
    subject: 'id = (SELECT p.user_id FROM patients p WHERE p.id = $1)',
    retained: 'as long as deeds are kept that it did; blanked when erased',
    columns: {
      technical: 'id second_factor updated_at version',
      account: 'email first_name last_name last_sign_in_at',
      accountKept: 'role disabled_at created_at',
      passwordHash: 'password_hash',
    },
  },
  sessions: {
    subject: ofAccount,
    retained: '30 days after its end',
    columns: {
      technicalGone: 'id user_id expires_at revoked_reason proved_at second_factor_at locked_at',
      ringSealed: 'id_token',
      accountGone: 'user_agent client_address created_at last_seen_at active_at revoked_at',
    },
  },
  refresh_tokens: {
    subject: `session_id IN (SELECT s.id FROM sessions s WHERE s.${ofAccount})`,
    retained: 'as long as its session',
    columns: { keyedSecret: 'token_hash', technicalGone: 'session_id generation created_at expires_at used_at' },
  },
  one_time_tokens: {
    subject: ofAccount,
    retained: '30 days after its end',
    columns: { technicalGone: 'id user_id purpose created_at expires_at used_at' },
  },
  totp_factors: {
    subject: ofAccount,
    retained: 'until it is taken away',
    columns: { ringSealed: 'secret', technicalGone: 'user_id created_at confirmed_at last_step' },
  },
  recovery_codes: {
    subject: ofAccount,
    retained: 'until others are made',
    columns: { keyedSecret: 'code_hash', technicalGone: 'user_id created_at used_at' },
  },
  passkeys: {
    subject: ofAccount,
    retained: 'until it is taken away',
    columns: {
      technicalGone: 'id user_id credential_id public_key counter transports backed_up',
      accountGone: 'name created_at last_used_at',
    },
  },
  auth_challenges: {
    subject: ofAccount,
    retained: 'a day',
    columns: {
      secretHash: 'token_hash',
      ringSealed: 'id_token',
      technicalGone: 'purpose user_id created_at expires_at used_at',
    },
  },
  external_identities: {
    subject: ofAccount,
    retained: 'until it is unlinked',
    columns: { technicalGone: 'id user_id issuer', accountGone: 'subject created_at last_used_at' },
  },
  external_sign_ins: {
    subject: `session_id IN (SELECT s.id FROM sessions s WHERE s.${ofAccount})`,
    retained: 'a day',
    columns: {
      secretHash: 'state_hash browser_hash',
      technicalGone: 'session_id former_session_id return_to created_at expires_at used_at',
    },
  },
  idempotency_keys: {
    subject: `${ofAccount} OR patient_ids @> ARRAY[$1::uuid]`,
    retained: 'a day',
    columns: {
      technical: 'user_id key operation created_at patient_ids',
      requestHash: 'request_hash',
      reply: 'response',
    },
  },
  doctors: {
    subject: null,
    retained: 'as long as records name the doctor',
    columns: {
      technical: 'id user_id accepts_bookings created_at updated_at version',
      staff: 'first_name last_name search_name specialization license_number phone bio availability',
    },
  },
}
