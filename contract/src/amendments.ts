import { z } from 'zod'
import { Id, IdParams, Instant, page, pageQuery, text } from './common.ts'
import { endpoint } from './endpoint.ts'

/**
 * What of a record can be asked to be put right, and what it takes to read the request: the key of contact data, or the one
 * of clinical data.
 */
export const amendmentFields = {
  name: 'contact',
  'date-of-birth': 'contact',
  gender: 'contact',
  contact: 'contact',
  'emergency-contact': 'contact',
  allergies: 'clinical',
  conditions: 'clinical',
  medications: 'clinical',
  'history-notes': 'clinical',
  'visit-note': 'clinical',
} as const satisfies Record<string, 'contact' | 'clinical'>

export type AmendmentField = keyof typeof amendmentFields
export const amendmentFieldNames = Object.keys(amendmentFields) as [AmendmentField, ...AmendmentField[]]
const AmendmentFieldName = z.enum(amendmentFieldNames)

export const amendmentStates = ['requested', 'accepted', 'denied', 'withdrawn'] as const
export const AmendmentState = z.enum(amendmentStates)

/** The grounds of 45 CFR 164.526(a)(2). */
export const amendmentBases = ['accurate', 'not-created-here', 'not-part-of-record', 'not-accessible'] as const
export const AmendmentBasis = z.enum(amendmentBases)

/** How a patient asked: on the own screen, or so that somebody of the staff wrote it down. */
export const amendmentWays = ['online', 'in-person', 'phone', 'paper'] as const
const staffWay = z
  .enum(['in-person', 'phone', 'paper'])
  .nullish()
  .meta({ description: 'How the patient said so to the staff who write it down; left out by patients themselves' })

/** The longest that one extension may be, in days (45 CFR 164.526(b)(2)(ii)). */
export const MOST_EXTENDED_DAYS = 30

const By = z.strictObject({ name: z.string().nullable(), role: z.string().nullable() })

/** What a patient asks to have put right (45 CFR 164.526; GDPR, article 16). It stays with the record. */
export const Amendment = z
  .strictObject({
    id: Id,
    patient: z.strictObject({ id: Id, name: z.string().nullable() }),
    field: AmendmentFieldName,
    appointmentId: Id.nullable().meta({ description: 'The visit whose note it is about' }),
    text: z
      .string()
      .nullable()
      .meta({ description: 'What is wrong and what is right; null where the reader may not see it' }),
    requestedAt: Instant,
    way: z.enum(amendmentWays),
    recordedBy: By.nullable().meta({
      description: 'Who of the staff wrote it down; null where the patient asked online',
    }),
    dueAt: Instant.meta({ description: 'An answer is owed within 60 days, or by the end of the one extension' }),
    overdue: z.boolean(),
    extension: z
      .strictObject({
        from: Instant.meta({ description: 'When the answer was owed before' }),
        reason: z.string().nullable().meta({ description: 'For the patient; null where the reader may not see it' }),
        at: Instant,
        by: By,
      })
      .nullable()
      .meta({ description: 'By 30 days at the most, and once (45 CFR 164.526(b)(2)(ii))' }),
    status: AmendmentState,
    decidedAt: Instant.nullable(),
    decidedBy: By.nullable(),
    basis: AmendmentBasis.nullable().meta({ description: 'The ground of a denial' }),
    decision: z.string().nullable().meta({ description: 'What was put right, or why not' }),
    correctedVersion: z
      .int()
      .nullable()
      .meta({ description: 'The version of the record, or of the visit, that put it right' }),
    statement: z.string().nullable().meta({ description: 'What the patient says to a denial' }),
    statementAt: Instant.nullable(),
    statementRecordedBy: By.nullable().meta({ description: 'Who wrote it down for the patient; null for the patient' }),
  })
  .meta({ id: 'Amendment' })
export type Amendment = z.infer<typeof Amendment>

export const AskAmendment = z
  .strictObject({
    field: AmendmentFieldName,
    appointmentId: Id.nullish().meta({ description: 'For the note of a visit, and for nothing else' }),
    text: text(4000).min(10, 'At least 10 characters'),
    way: staffWay,
  })
  .refine(({ field, appointmentId }) => (field === 'visit-note') === Boolean(appointmentId), {
    path: ['appointmentId'],
    message: 'The visit, for the note of a visit and for nothing else',
  })
  .meta({ id: 'AskAmendment' })
export type AskAmendment = z.infer<typeof AskAmendment>

export const DecideAmendment = z
  .strictObject({
    accept: z.boolean().meta({ description: 'Accepting needs the correction to be made before' }),
    basis: AmendmentBasis.nullish().meta({ description: 'For a denial' }),
    decision: text(4000).meta({ description: 'What was put right, or why not; the patient reads it' }),
  })
  .refine(({ accept, basis }) => accept !== Boolean(basis), {
    path: ['basis'],
    message: 'The ground, for a denial alone',
  })
  .meta({ id: 'DecideAmendment' })
export type DecideAmendment = z.infer<typeof DecideAmendment>

export const ExtendAmendment = z
  .strictObject({
    days: z.int().min(1).max(MOST_EXTENDED_DAYS).meta({ description: 'Added to the time in which an answer is owed' }),
    reason: text(2000).meta({ description: 'Why it takes longer; the patient reads it' }),
  })
  .meta({ id: 'ExtendAmendment' })
export type ExtendAmendment = z.infer<typeof ExtendAmendment>

export const DisagreeWithDenial = z.strictObject({ statement: text(4000) }).meta({ id: 'DisagreeWithDenial' })
export type DisagreeWithDenial = z.infer<typeof DisagreeWithDenial>

export const AmendmentQuery = z.strictObject({ ...pageQuery, status: AmendmentState.default('requested') })
export type AmendmentQuery = z.infer<typeof AmendmentQuery>

export const amendmentApi = {
  list: endpoint({
    method: 'get',
    path: '/patients/:id/amendments',
    permission: 'amendment:read',
    summary: 'What a patient asked to have put right, and what became of it; part of the record',
    params: IdParams,
    response: z.strictObject({ items: z.array(Amendment) }),
    disclosesPatientData: true,
  }),
  ask: endpoint({
    method: 'post',
    path: '/patients/:id/amendments',
    permission: 'amendment:ask',
    summary: 'Ask that something in a record be put right: patients in their own, staff for a patient who told them',
    params: IdParams,
    body: AskAmendment,
    response: Amendment,
    status: 201,
    problems: ['patient-erased'],
    disclosesPatientData: true,
  }),
  get: endpoint({
    method: 'get',
    path: '/amendments/:id',
    permission: 'amendment:read',
    summary: 'One request with its answer, as a letter to the patient says it',
    params: IdParams,
    response: Amendment,
    disclosesPatientData: true,
  }),
  work: endpoint({
    method: 'get',
    path: '/amendments',
    permission: 'amendment:decide',
    summary: 'Requests to put something right, those due first; doctors see those of patients in their care',
    query: AmendmentQuery,
    response: page(Amendment),
    disclosesPatientData: true,
  }),
  decide: endpoint({
    method: 'post',
    path: '/amendments/:id/decide',
    permission: 'amendment:decide',
    summary: 'Accept what was put right, or deny it on a ground',
    params: IdParams,
    body: DecideAmendment,
    response: Amendment,
    problems: ['wrong-status', 'not-corrected', 'not-permitted'],
    disclosesPatientData: true,
  }),
  extend: endpoint({
    method: 'post',
    path: '/amendments/:id/extend',
    permission: 'amendment:decide',
    summary: 'Take up to 30 days longer for the answer (45 CFR 164.526(b)(2)(ii)); once, and before it is overdue',
    params: IdParams,
    body: ExtendAmendment,
    response: Amendment,
    problems: ['wrong-status', 'not-permitted'],
    disclosesPatientData: true,
  }),
  withdraw: endpoint({
    method: 'post',
    path: '/amendments/:id/withdraw',
    permission: 'amendment:follow-up',
    summary: 'Take a request back that nobody has decided on; staff only what staff wrote down',
    params: IdParams,
    response: Amendment,
    problems: ['wrong-status'],
    disclosesPatientData: true,
  }),
  disagree: endpoint({
    method: 'post',
    path: '/amendments/:id/statement',
    permission: 'amendment:follow-up',
    summary: 'Add a statement of disagreement to a denial (45 CFR 164.526(d)(2)), also for the patient; once',
    params: IdParams,
    body: DisagreeWithDenial,
    response: Amendment,
    problems: ['wrong-status', 'not-permitted'],
    disclosesPatientData: true,
  }),
}
