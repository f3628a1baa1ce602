import { z } from 'zod'
import { Id, IdParams, Instant, text } from './common.ts'
import { endpoint } from './endpoint.ts'

/** One heading with what stands below it; an empty line parts paragraphs. Neither holds any markup. */
export const NoticeSection = z.strictObject({ heading: text(200), text: text(10_000) }).meta({ id: 'NoticeSection' })
export type NoticeSection = z.infer<typeof NoticeSection>

const sections = z.array(NoticeSection).min(1, 'At least one section').max(40, 'At most 40 sections')
const version = z.int().min(1).max(100_000)

/** What the hospital tells its patients about their data (GDPR, articles 13 and 14; 45 CFR 164.520). */
export const PrivacyNotice = z
  .strictObject({ version: z.int(), publishedAt: Instant, sections: z.array(NoticeSection) })
  .meta({ id: 'PrivacyNotice' })
export type PrivacyNotice = z.infer<typeof PrivacyNotice>

export const PublishedNotice = z
  .strictObject({
    ...PrivacyNotice.shape,
    publishedBy: z.string().nullable(),
    acknowledgements: z.int().meta({ description: 'How many patients have taken note of this version' }),
  })
  .meta({ id: 'PublishedNotice' })
export type PublishedNotice = z.infer<typeof PublishedNotice>

const revision = z.int().min(0).max(2_000_000_000)

export const NoticeDraft = z
  .strictObject({
    revision: revision.meta({ description: 'Counts what was saved; 0 where nothing is, and the text is a proposal' }),
    sections: z.array(NoticeSection),
    editedAt: Instant.nullable(),
  })
  .meta({ id: 'NoticeDraft' })
export type NoticeDraft = z.infer<typeof NoticeDraft>

export const SaveNoticeDraft = z
  .strictObject({ revision: revision.meta({ description: 'Of the draft that was edited' }), sections })
  .meta({ id: 'SaveNoticeDraft' })
export type SaveNoticeDraft = z.infer<typeof SaveNoticeDraft>

export const PublishNotice = z.strictObject({ revision: revision.min(1) }).meta({ id: 'PublishNotice' })
export type PublishNotice = z.infer<typeof PublishNotice>

/**
 * What patients may permit or deny, and what holds until they have said anything. `scope` is FHIR's (Consent.scope).
 * Reminders belong to the visit that was booked, so they go until somebody does not want them.
 */
export const consentPurposes = {
  'reminders-by-email': { scope: 'patient-privacy', unlessTold: 'permit' },
  'reminders-by-sms': { scope: 'patient-privacy', unlessTold: 'permit' },
  'share-with-relatives': { scope: 'patient-privacy', unlessTold: 'deny' },
  research: { scope: 'research', unlessTold: 'deny' },
} as const satisfies Record<string, { scope: 'patient-privacy' | 'research'; unlessTold: 'permit' | 'deny' }>

export type ConsentPurpose = keyof typeof consentPurposes
export const consentPurposeNames = Object.keys(consentPurposes) as [ConsentPurpose, ...ConsentPurpose[]]

const ConsentPurposeName = z.enum(consentPurposeNames)
export const Provision = z.enum(['permit', 'deny'])
/** How somebody said so: on the own screen, or to somebody of the staff, or on a signed sheet. */
export const consentWays = ['online', 'in-person', 'paper'] as const
const staffWay = z
  .enum(['in-person', 'paper'])
  .nullish()
  .meta({ description: 'How the patient said so to the staff who write it down; left out by patients themselves' })

/** One statement of a patient (FHIR Consent). */
export const Consent = z
  .strictObject({
    id: Id,
    purpose: ConsentPurposeName,
    provision: Provision,
    dateTime: Instant,
    way: z.enum(consentWays),
    recordedBy: z.strictObject({
      name: z.string().nullable().meta({ description: 'Who of the staff wrote it down; null for the patient' }),
      role: z.string(),
    }),
  })
  .meta({ id: 'Consent' })
export type Consent = z.infer<typeof Consent>

export const PresentConsent = z
  .strictObject({
    purpose: ConsentPurposeName,
    scope: z.enum(['patient-privacy', 'research']),
    provision: Provision,
    statement: Consent.nullable().meta({ description: 'What was said last; null where nothing was' }),
  })
  .meta({ id: 'PresentConsent' })
export type PresentConsent = z.infer<typeof PresentConsent>

export const Acknowledgement = z
  .strictObject({
    version: z.int(),
    at: Instant,
    way: z.enum(['sign-up', ...consentWays]),
  })
  .meta({ id: 'Acknowledgement' })
export type Acknowledgement = z.infer<typeof Acknowledgement>

export const PatientConsents = z
  .strictObject({
    noticeVersion: z.int().nullable().meta({ description: 'The version that holds now; null before the first' }),
    acknowledgements: z.array(Acknowledgement).meta({ description: 'The newest version first' }),
    present: z.array(PresentConsent),
    history: z.array(Consent).meta({ description: 'The newest 100 statements, the newest first' }),
  })
  .meta({ id: 'PatientConsents' })
export type PatientConsents = z.infer<typeof PatientConsents>

export const RecordConsent = z
  .strictObject({ purpose: ConsentPurposeName, provision: Provision, way: staffWay })
  .meta({ id: 'RecordConsent' })
export type RecordConsent = z.infer<typeof RecordConsent>

export const AcknowledgeNotice = z.strictObject({ version, way: staffWay }).meta({ id: 'AcknowledgeNotice' })
export type AcknowledgeNotice = z.infer<typeof AcknowledgeNotice>

export const noticeApi = {
  current: endpoint({
    method: 'get',
    path: '/privacy-notices/current',
    permission: 'public',
    summary: 'The privacy notice that holds now; none before the first was published',
    response: z.strictObject({ notice: PrivacyNotice.nullable() }),
  }),
  list: endpoint({
    method: 'get',
    path: '/privacy-notices',
    permission: 'settings:write',
    summary: 'Every version of the privacy notice, the newest first',
    response: z.strictObject({ items: z.array(PublishedNotice) }),
  }),
  draft: endpoint({
    method: 'get',
    path: '/privacy-notices/draft',
    permission: 'settings:write',
    summary: 'The next version of the privacy notice, as far as it is written',
    response: NoticeDraft,
  }),
  saveDraft: endpoint({
    method: 'put',
    path: '/privacy-notices/draft',
    permission: 'settings:write',
    summary: 'Save the next version of the privacy notice',
    body: SaveNoticeDraft,
    response: NoticeDraft,
    problems: ['edit-conflict'],
  }),
  publish: endpoint({
    method: 'post',
    path: '/privacy-notices/draft/publish',
    permission: 'settings:write',
    summary: 'Publish the draft as the next version; from then on it stays as it is',
    body: PublishNotice,
    response: PrivacyNotice,
    status: 201,
    problems: ['edit-conflict'],
  }),
}

export const consentApi = {
  get: endpoint({
    method: 'get',
    path: '/patients/:id/consents',
    permission: 'consent:read',
    summary: 'What a patient permits and denies, and which privacy notice they have taken note of',
    params: IdParams,
    response: PatientConsents,
    disclosesPatientData: true,
  }),
  record: endpoint({
    method: 'post',
    path: '/patients/:id/consents',
    permission: 'consent:write',
    summary: 'Permit or deny something; it holds from now on',
    params: IdParams,
    body: RecordConsent,
    response: Consent,
    status: 201,
    disclosesPatientData: true,
  }),
  acknowledge: endpoint({
    method: 'post',
    path: '/patients/:id/notice-acknowledgements',
    permission: 'consent:write',
    summary: 'Take note of a version of the privacy notice',
    params: IdParams,
    body: AcknowledgeNotice,
    response: Acknowledgement,
    status: 201,
    disclosesPatientData: true,
  }),
}
