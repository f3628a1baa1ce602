import { z } from 'zod'
import { text } from './common.ts'
import { endpoint } from './endpoint.ts'

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
  })
  .meta({ id: 'Settings' })
export type Settings = z.infer<typeof Settings>

export const UpdateSettings = Settings.partial().meta({ id: 'UpdateSettings' })
export type UpdateSettings = z.infer<typeof UpdateSettings>

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
}
