import type { Appointment } from '@hms/contract/appointments'
import { may, type Permission, type Role } from '@hms/contract/permissions'
import { useQuery } from '@tanstack/react-query'
import { useRole } from '@/lib/auth'
import { dateOf } from '@/lib/datetime'
import { settingsQueries } from '@/lib/queries/settings'
import { useReader } from '@/lib/reader'
import { useNow } from './hooks'

export interface VisitRights {
  mayMove: boolean
  mayCancel: boolean
  mayCheckIn: boolean
  mayComplete: boolean
  mayMarkNoShow: boolean
  /** A booked visit that its patient can no longer move or cancel here: the notice has begun. */
  isNoticeOver: boolean
}

interface Circumstances {
  role: Role | undefined
  /** Milliseconds since 1970. */
  now: number
  timeZone: string
  /** How long before the start a patient may still move or cancel, in minutes. */
  noticeMinutes: number
}

/** What is sensible to do with a visit now. Courtesy only: the API decides what is possible, and leaves the hour to people. */
export function visitRights(visit: Appointment, { role, now, timeZone, noticeMinutes }: Circumstances): VisitRights {
  const start = Date.parse(visit.appointmentDate)
  const isBooked = visit.status === 'booked'
  const isStaff = role !== undefined && role !== 'patient'
  const can = (permission: Permission) => role !== undefined && may(role, permission)
  const keepsNotice = isStaff || start - noticeMinutes * 60_000 >= now
  const isDay = dateOf(start, timeZone) <= dateOf(now, timeZone)
  return {
    mayMove: can('appointment:edit') && isBooked && keepsNotice,
    mayCancel: can('appointment:cancel') && ((isBooked && keepsNotice) || (isStaff && visit.status === 'checked-in')),
    mayCheckIn: can('appointment:check-in') && isBooked,
    mayComplete: can('appointment:attend') && ((isBooked && isDay) || visit.status === 'checked-in'),
    mayMarkNoShow: can('appointment:no-show') && isBooked && start <= now,
    isNoticeOver: role === 'patient' && isBooked && !keepsNotice && start > now,
  }
}

/** `visitRights` for the reader, at this moment. */
export function useVisitRights(visit: Appointment): VisitRights {
  const role = useRole()
  const now = useNow()
  const { timeZone } = useReader()
  const { data: settings } = useQuery(settingsQueries.get())
  return visitRights(visit, { role, now, timeZone, noticeMinutes: settings?.cancellationNoticeMinutes ?? 0 })
}
