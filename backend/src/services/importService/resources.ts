import { z } from 'zod'
import { parseInstant } from '../../utils/time.ts'

/**
 * The resources of FHIR R4 (https://hl7.org/fhir/R4/) that are read, cut to the elements that are used.
 * Everything is as optional as the standard makes it; what is there has to be of the right type.
 */

const isRealDate = (value: string): boolean => {
  try {
    if (value.length > 10) parseInstant(value)
    else if (value.length === 10) Temporal.PlainDate.from(value)
    return true
  } catch {
    return false
  }
}

/** `1962`, `1962-05`, `1962-05-17`. */
const FhirDate = z
  .string()
  .regex(/^\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?$/, 'not a date of FHIR')
  .refine(isRealDate, 'not a date of the calendar')

/** A date, or an instant with its offset; seconds are asked for by the standard but often left out. */
const FhirDateTime = z
  .string()
  .regex(
    /^\d{4}(-(0[1-9]|1[0-2])(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/,
    'not a dateTime of FHIR',
  )
  .refine(isRealDate, 'not a time of the calendar')

/** In FHIR's JSON a null in a list of primitives keeps the place of one that has only extensions. */
const strings = z
  .array(z.string().nullable())
  .transform((values) => values.filter((value) => value !== null))
  .optional()

const Coding = z.object({
  system: z.string().optional(),
  code: z.string().optional(),
  display: z.string().optional(),
  userSelected: z.boolean().optional(),
})
export const CodeableConcept = z.object({ coding: z.array(Coding).optional(), text: z.string().optional() })
export type CodeableConcept = z.infer<typeof CodeableConcept>

const Period = z.object({ start: FhirDateTime.optional(), end: FhirDateTime.optional() })
export type Period = z.infer<typeof Period>

const Identifier = z.object({
  use: z.string().optional(),
  type: CodeableConcept.optional(),
  system: z.string().optional(),
  value: z.string().optional(),
})
export type Identifier = z.infer<typeof Identifier>

export const Reference = z.object({
  reference: z.string().optional(),
  identifier: Identifier.optional(),
  display: z.string().optional(),
})
export type Reference = z.infer<typeof Reference>

const HumanName = z.object({
  use: z.enum(['usual', 'official', 'temp', 'nickname', 'anonymous', 'old', 'maiden']).optional(),
  text: z.string().optional(),
  family: z.string().optional(),
  given: strings,
  period: Period.optional(),
})
export type HumanName = z.infer<typeof HumanName>

const ContactPoint = z.object({
  system: z.enum(['phone', 'fax', 'email', 'pager', 'url', 'sms', 'other']).optional(),
  value: z.string().optional(),
  use: z.enum(['home', 'work', 'temp', 'old', 'mobile']).optional(),
  rank: z.int().positive().optional(),
  period: Period.optional(),
})
export type ContactPoint = z.infer<typeof ContactPoint>

const Address = z.object({
  use: z.enum(['home', 'work', 'temp', 'old', 'billing']).optional(),
  type: z.enum(['postal', 'physical', 'both']).optional(),
  text: z.string().optional(),
  line: strings,
  city: z.string().optional(),
  district: z.string().optional(),
  state: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string().optional(),
  period: Period.optional(),
})
export type FhirAddress = z.infer<typeof Address>

const identifier = z.array(Identifier).optional()
const name = z.array(HumanName).optional()
const telecom = z.array(ContactPoint).optional()
const concepts = z.array(CodeableConcept).optional()

export const Patient = z.object({
  identifier,
  name,
  telecom,
  gender: z.enum(['male', 'female', 'other', 'unknown']).optional(),
  birthDate: FhirDate.optional(),
  deceasedBoolean: z.boolean().optional(),
  deceasedDateTime: FhirDateTime.optional(),
  address: z.array(Address).optional(),
  contact: z
    .array(
      z.object({
        relationship: concepts,
        name: HumanName.optional(),
        telecom,
        organization: Reference.optional(),
        period: Period.optional(),
      }),
    )
    .optional(),
})
export type Patient = z.infer<typeof Patient>

export const Practitioner = z.object({
  identifier,
  name,
  qualification: z.array(z.object({ identifier, code: CodeableConcept })).optional(),
})
export type Practitioner = z.infer<typeof Practitioner>

export const PractitionerRole = z.object({
  practitioner: Reference.optional(),
  specialty: concepts,
})

const medication = { medicationCodeableConcept: CodeableConcept.optional(), medicationReference: Reference.optional() }

export const Medication = z.object({ code: CodeableConcept.optional() })

export const MedicationRequest = z.object({
  status: z.enum(['active', 'on-hold', 'cancelled', 'completed', 'entered-in-error', 'stopped', 'draft', 'unknown']),
  intent: z.string().optional(),
  doNotPerform: z.boolean().optional(),
  subject: Reference,
  authoredOn: FhirDateTime.optional(),
  ...medication,
})

export const MedicationStatement = z.object({
  status: z.enum(['active', 'completed', 'entered-in-error', 'intended', 'stopped', 'on-hold', 'unknown', 'not-taken']),
  subject: Reference,
  effectiveDateTime: FhirDateTime.optional(),
  effectivePeriod: Period.optional(),
  ...medication,
})

const onset = {
  onsetDateTime: FhirDateTime.optional(),
  onsetPeriod: Period.optional(),
  onsetAge: z.object({}).optional(),
  onsetRange: z.object({}).optional(),
  onsetString: z.string().optional(),
}
export type Onset = {
  onsetDateTime?: string
  onsetPeriod?: Period
  onsetAge?: object
  onsetRange?: object
  onsetString?: string
}

const clinical = {
  clinicalStatus: CodeableConcept.optional(),
  verificationStatus: CodeableConcept.optional(),
  code: CodeableConcept.optional(),
  ...onset,
}

export const Condition = z.object({ subject: Reference, ...clinical })
export const AllergyIntolerance = z.object({
  patient: Reference,
  ...clinical,
  reaction: z.array(z.object({ substance: CodeableConcept.optional() })).optional(),
})

export const Encounter = z.object({
  identifier,
  status: z.enum([
    'planned',
    'arrived',
    'triaged',
    'in-progress',
    'onleave',
    'finished',
    'cancelled',
    'entered-in-error',
    'unknown',
  ]),
  type: concepts,
  subject: Reference.optional(),
  participant: z.array(z.object({ type: concepts, individual: Reference.optional() })).optional(),
  appointment: z.array(Reference).optional(),
  period: Period.optional(),
  reasonCode: concepts,
})
export type Encounter = z.infer<typeof Encounter>

export const Appointment = z.object({
  identifier,
  status: z.enum([
    'proposed',
    'pending',
    'booked',
    'arrived',
    'fulfilled',
    'cancelled',
    'noshow',
    'entered-in-error',
    'checked-in',
    'waitlist',
  ]),
  cancelationReason: CodeableConcept.optional(),
  serviceType: concepts,
  appointmentType: CodeableConcept.optional(),
  reasonCode: concepts,
  description: z.string().optional(),
  start: FhirDateTime.optional(),
  end: FhirDateTime.optional(),
  minutesDuration: z.int().positive().optional(),
  participant: z.array(z.object({ type: concepts, actor: Reference.optional() })),
})
export type Appointment = z.infer<typeof Appointment>
