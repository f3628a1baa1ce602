import { z } from 'zod'
import { Id, Instant, page, pageQuery } from './common.ts'
import { endpoint } from './endpoint.ts'

export type RetentionUnit = 'days' | 'months' | 'years'

interface Rule {
  unit: RetentionUnit
  /** How long it is kept unless the hospital says otherwise. */
  usual: number
  min: number
  max: number
  /** Whether the night's work deletes what is older, or somebody has to look at it first. */
  then: 'delete' | 'review'
  /** The outside rule that sets the bound or the usual time. */
  law: string | null
}

/**
 * How long what is kept after its end (GDPR, article 5(1)(e)). Ends are: of a session when it ended, of a link when it ran
 * out, of a message when it was written, of a case when it was closed, of a record the last visit.
 */
export const retentionRules = {
  'idempotency-keys': { unit: 'days', usual: 1, min: 1, max: 30, then: 'delete', law: null },
  sessions: { unit: 'days', usual: 30, min: 1, max: 365, then: 'delete', law: null },
  'one-time-links': { unit: 'days', usual: 30, min: 1, max: 365, then: 'delete', law: null },
  notifications: { unit: 'months', usual: 12, min: 1, max: 120, then: 'delete', law: null },
  messages: { unit: 'months', usual: 24, min: 1, max: 120, then: 'delete', law: null },
  'privacy-cases': { unit: 'months', usual: 72, min: 12, max: 360, then: 'delete', law: '45 CFR 164.530(j)(2)' },
  'audit-log': { unit: 'months', usual: 120, min: 72, max: 1200, then: 'review', law: '45 CFR 164.316(b)(2)' },
  'patient-records': { unit: 'years', usual: 10, min: 1, max: 100, then: 'review', law: 'GDPR, article 17(3)' },
} as const satisfies Record<string, Rule>

export type RetentionRuleName = keyof typeof retentionRules
export const retentionRuleNames = Object.keys(retentionRules) as [RetentionRuleName, ...RetentionRuleName[]]
const RuleName = z.enum(retentionRuleNames)

export const RetentionRule = z
  .strictObject({
    name: RuleName,
    unit: z.enum(['days', 'months', 'years']),
    keepFor: z.int().meta({ description: 'In the unit of the rule' }),
    usual: z.int(),
    min: z.int(),
    max: z.int(),
    then: z
      .enum(['delete', 'review'])
      .meta({ description: '`review`: nothing goes by itself, somebody has to look at it first' }),
    law: z.string().nullable(),
  })
  .meta({ id: 'RetentionRule' })
export type RetentionRule = z.infer<typeof RetentionRule>

/** What a rule would take away if it were applied now; asking changes nothing. */
export const RetentionPreview = z
  .strictObject({
    name: RuleName,
    olderThan: Instant,
    rows: z.int(),
    oldest: Instant.nullable(),
    held: z.int().meta({ description: 'Older rows that a legal hold keeps' }),
  })
  .meta({ id: 'RetentionPreview' })
export type RetentionPreview = z.infer<typeof RetentionPreview>

const bounded = (name: RetentionRuleName) =>
  z
    .int()
    .min(retentionRules[name].min, `At least ${retentionRules[name].min}`)
    .max(retentionRules[name].max, `At most ${retentionRules[name].max}`)
    .optional()

export const UpdateRetention = z
  .strictObject(
    Object.fromEntries(retentionRuleNames.map((name) => [name, bounded(name)])) as Record<
      RetentionRuleName,
      ReturnType<typeof bounded>
    >,
  )
  .meta({ id: 'UpdateRetention' })
export type UpdateRetention = z.infer<typeof UpdateRetention>

/** A record whose patient has not come for so long that it may be time to erase it. */
export const DormantPatient = z
  .strictObject({
    id: Id,
    mrn: z.string(),
    name: z.string(),
    lastVisit: Instant.nullable(),
    registeredAt: Instant,
  })
  .meta({ id: 'DormantPatient' })
export type DormantPatient = z.infer<typeof DormantPatient>

const rules = z.strictObject({ items: z.array(RetentionRule) })

export const retentionApi = {
  get: endpoint({
    method: 'get',
    path: '/settings/retention',
    permission: 'settings:write',
    summary: 'How long what is kept',
    response: rules,
  }),
  update: endpoint({
    method: 'patch',
    path: '/settings/retention',
    permission: 'settings:write',
    summary: 'Change how long something is kept; it is applied in the coming night',
    body: UpdateRetention,
    response: rules,
    stepUp: true,
  }),
  preview: endpoint({
    method: 'get',
    path: '/settings/retention/preview',
    permission: 'settings:write',
    summary: 'How much each rule would take away now; nothing changes',
    response: z.strictObject({ items: z.array(RetentionPreview) }),
  }),
  patients: endpoint({
    method: 'get',
    path: '/settings/retention/patients',
    permission: 'settings:write',
    summary: 'Records that have not been needed for as long as records are kept, to look through',
    query: z.strictObject({ ...pageQuery }),
    response: page(DormantPatient),
    disclosesPatientData: true,
  }),
}
