import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import type { Role } from './permissions.ts'

export const alertRuleNames = [
  'mass-reading',
  'own-chart',
  'same-surname',
  'off-hours',
  'break-glass',
  'break-glass-restriction',
  'repeated-refusals',
  'token-reuse',
  'chain-break',
] as const
export type AlertRuleName = (typeof alertRuleNames)[number]

export const alertSeverities = ['low', 'medium', 'high'] as const
export type AlertSeverity = (typeof alertSeverities)[number]

/** Who opens records at work. */
export const staffRoles = ['doctor', 'nurse', 'receptionist', 'billing', 'admin', 'privacy_officer'] as const
export type StaffRole = Exclude<Role, 'patient'>

const Limit = z.int().min(1).max(10_000)
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time, as 06:00')

/** What is looked for in the audit log, and from when on it is told. */
export const AlertRule = z
  .strictObject({
    rule: z.enum(alertRuleNames),
    enabled: z.boolean(),
    severity: z.enum(alertSeverities),
    limit: Limit.nullable().meta({
      description:
        'How much is let pass: refusals in an hour, or patients who share a surname; null where the rule does not count',
    }),
    limitByRole: z
      .strictObject(Object.fromEntries(staffRoles.map((role) => [role, Limit])) as Record<StaffRole, typeof Limit>)
      .nullable()
      .meta({ description: 'Patients whose record somebody may open in an hour, by role' }),
    opensAt: TimeOfDay.nullable().meta({ description: "When the hospital's day begins, by its own clock" }),
    closesAt: TimeOfDay.nullable(),
  })
  .meta({ id: 'AlertRule' })
export type AlertRule = z.infer<typeof AlertRule>

const AlertRules = z.strictObject({ items: z.array(AlertRule) }).meta({ id: 'AlertRules' })

export const UpdateAlertRules = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          rule: z.enum(alertRuleNames),
          enabled: z.boolean().optional(),
          limit: Limit.optional(),
          limitByRole: z
            .strictObject(
              Object.fromEntries(staffRoles.map((role) => [role, Limit.optional()])) as Record<
                StaffRole,
                z.ZodOptional<typeof Limit>
              >,
            )
            .optional(),
          opensAt: TimeOfDay.optional(),
          closesAt: TimeOfDay.optional(),
        }),
      )
      .min(1)
      .max(alertRuleNames.length)
      .refine((items) => new Set(items.map(({ rule }) => rule)).size === items.length, 'Each rule once'),
  })
  .meta({ id: 'UpdateAlertRules' })
export type UpdateAlertRules = z.infer<typeof UpdateAlertRules>

export const alertApi = {
  rules: endpoint({
    method: 'get',
    path: '/settings/alerts',
    permission: 'privacy-case:read',
    summary: 'Read what is looked for in the audit log',
    response: AlertRules,
  }),
  update: endpoint({
    method: 'patch',
    path: '/settings/alerts',
    permission: 'privacy-case:set-rules',
    summary: 'Set what is looked for in the audit log; whoever minds privacy cases is told',
    body: UpdateAlertRules,
    response: AlertRules,
    stepUp: true,
  }),
}
