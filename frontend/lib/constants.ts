import type { AppointmentStatus } from '@hms/contract/appointments'
import type { BillStatus, PaymentMethod } from '@hms/contract/billing'
import type { Role } from '@hms/contract/permissions'

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
export const paymentMethods = ['card', 'cash', 'bank-transfer', 'insurance'] as const satisfies PaymentMethod[]
export const genders = ['female', 'male', 'other', 'unknown'] as const
export type Gender = (typeof genders)[number]

/** Where each role starts after signing in. */
export const homePaths = {
  patient: '/dashboard',
  doctor: '/dashboard',
  admin: '/dashboard',
  receptionist: '/dashboard',
  nurse: '/dashboard',
  billing: '/dashboard',
  privacy_officer: '/dashboard',
} as const satisfies Record<Role, string>

/** Used until the hospital's settings have arrived. */
export const fallbackReader = { locale: 'en-US', timeZone: 'UTC' } as const

export const minPasswordLength = 12
/** How long typing may pause before a search is sent, in milliseconds. */
export const searchDelay = 200
