import type { AppointmentStatus } from '@hms/contract/appointments'
import type { BillStatus } from '@hms/contract/billing'

/** The tones of `components/ui/badge`. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger' | 'primary'

export const appointmentTones = {
  booked: 'info',
  'checked-in': 'primary',
  completed: 'success',
  cancelled: 'neutral',
  'no-show': 'warning',
} as const satisfies Record<AppointmentStatus, Tone>

export const billTones = {
  open: 'info',
  overdue: 'danger',
  paid: 'success',
  void: 'neutral',
} as const satisfies Record<BillStatus, Tone>

export const appointmentStatuses = Object.keys(appointmentTones) as AppointmentStatus[]
export const billStatuses = Object.keys(billTones) as BillStatus[]
export const genders = ['female', 'male', 'other', 'unknown'] as const
export type Gender = (typeof genders)[number]

/** Used until the hospital's settings have arrived. */
export const fallbackReader = { locale: 'en-US', timeZone: 'UTC' } as const

export const minPasswordLength = 12
/** How long typing may pause before a search is sent, in milliseconds. */
export const searchDelay = 200
