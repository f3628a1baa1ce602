import { z } from 'zod'
import { text } from './common.ts'
import { endpoint } from './endpoint.ts'
import { roles } from './permissions.ts'

const zone = z.string().refine((value) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}, 'An IANA time zone, as America/New_York')

/** How this hospital works. */
export const Settings = z
  .strictObject({
    name: text(200),
    address: text(500).nullable(),
    phone: text(50).nullable(),
    timeZone: zone,
    currency: z.string().regex(/^[A-Z]{3}$/, 'ISO 4217 code'),
    locale: z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'A locale, as en-US'),
    bookingNoticeMinutes: z
      .int()
      .min(0)
      .max(10_080)
      .meta({ description: 'How long before the start a patient may still book' }),
    cancellationNoticeMinutes: z
      .int()
      .min(0)
      .max(10_080)
      .meta({ description: 'How long before the start a patient may still move or cancel' }),
    bookingHorizonDays: z.int().min(1).max(730).meta({ description: 'How far ahead a patient may book' }),
    paymentTermDays: z.int().min(0).max(365),
    careDays: z
      .int()
      .min(0)
      .max(3650)
      .meta({ description: 'How many days after the last visit a doctor may still read the record' }),
  })
  .meta({ id: 'Settings' })
export type Settings = z.infer<typeof Settings>

export const UpdateSettings = Settings.partial().meta({ id: 'UpdateSettings' })
export type UpdateSettings = z.infer<typeof UpdateSettings>

/** What guards the hospital's accounts. */
export const SecuritySettings = z
  .strictObject({
    secondFactorRequiredFor: z
      .array(z.enum(roles))
      .max(roles.length)
      .refine((value) => new Set(value).size === value.length, 'Each role once')
      .meta({ description: 'Roles that get no further than setting one up until they have a second factor' }),
  })
  .meta({ id: 'SecuritySettings' })
export type SecuritySettings = z.infer<typeof SecuritySettings>

const minutes = (most: number) => z.int().min(2).max(most)
const hours = (most: number) => z.int().min(1).max(most)

/**
 * How long sessions stay open. Bounds after NIST SP 800-63B-4: at the second level of assurance, which staff is held to, at
 * most an hour of idleness and a day in all (2.2.3); at the first, thirty days in all (2.1.3). Two minutes at least, as the
 * warning comes one minute before (WCAG 2.2.1).
 */
export const SessionSettings = z
  .strictObject({
    idleMinutes: minutes(60).meta({
      description: 'Staff: the screen locks after so long without a deed of the person',
    }),
    patientIdleMinutes: minutes(1440).meta({ description: 'Patients, who sit at devices of their own' }),
    sessionHours: hours(24).meta({ description: 'Staff: a session ends after so long, however busy it is' }),
    patientSessionHours: hours(720),
  })
  .meta({ id: 'SessionSettings' })
export type SessionSettings = z.infer<typeof SessionSettings>

export const settingsApi = {
  get: endpoint({
    method: 'get',
    path: '/settings',
    permission: 'settings:read',
    summary: "Read the hospital's settings",
    response: Settings,
  }),
  update: endpoint({
    method: 'patch',
    path: '/settings',
    permission: 'settings:write',
    summary: "Edit the hospital's settings",
    body: UpdateSettings,
    response: Settings,
  }),
  security: endpoint({
    method: 'get',
    path: '/settings/security',
    permission: 'settings:write',
    summary: "Read what guards the hospital's accounts",
    response: SecuritySettings,
  }),
  updateSecurity: endpoint({
    method: 'patch',
    path: '/settings/security',
    permission: 'settings:write',
    summary: "Edit what guards the hospital's accounts",
    body: SecuritySettings,
    response: SecuritySettings,
    stepUp: true,
  }),
  sessions: endpoint({
    method: 'get',
    path: '/settings/sessions',
    permission: 'settings:write',
    summary: 'Read how long sessions stay open',
    response: SessionSettings,
  }),
  updateSessions: endpoint({
    method: 'patch',
    path: '/settings/sessions',
    permission: 'settings:write',
    summary: 'Edit how long sessions stay open; counts at once, for sessions that are open, too',
    body: SessionSettings,
    response: SessionSettings,
    stepUp: true,
  }),
}
