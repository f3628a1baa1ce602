import type { Appointment } from '@hms/contract/appointments'

interface Day {
  /** Booked, and not there although it is time; the longest late first. */
  late: Appointment[]
  /** Booked for later. */
  due: Appointment[]
  /** Checked in; the longest waiting first. */
  here: Appointment[]
  /** Completed, cancelled, or nobody came. */
  over: Appointment[]
}

const since = ({ checkedInAt, appointmentDate }: Appointment) => Date.parse(checkedInAt ?? appointmentDate)

/** A day's visits, which are in the order of their start, as a front desk asks for them. */
export function dayOf(visits: readonly Appointment[], now: number): Day {
  const booked = visits.filter(({ status }) => status === 'booked')
  const isLate = ({ appointmentDate }: Appointment) => minutesSince(appointmentDate, now) > 0
  return {
    late: booked.filter(isLate),
    due: booked.filter((visit) => !isLate(visit)),
    here: visits.filter(({ status }) => status === 'checked-in').toSorted((one, other) => since(one) - since(other)),
    over: visits.filter(({ status }) => status !== 'booked' && status !== 'checked-in'),
  }
}

/** Whole minutes; none before the moment has come. */
export function minutesSince(instant: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(instant)) / 60_000))
}

interface Choice {
  id: string
  firstName: string
  lastName: string
}

/** The doctors of the day, by name. */
export function doctorsOf(visits: readonly Appointment[]): Choice[] {
  const doctors = new Map(visits.map(({ doctor }) => [doctor.id, doctor]))
  return [...doctors.values()].toSorted((one, other) => one.lastName.localeCompare(other.lastName))
}
