import { type Plan, type PlannedVisit, planVisits, TIME_ZONE } from './calendar.ts'
import { CopySink, NULL } from './copySink.ts'
import { withConnections } from './connection.ts'
import { idOf, mix, share, sqlTime } from './numbers.ts'
import type { PatientKeys } from './people.ts'
import { watched } from './progress.ts'
import { seal } from './sealing.ts'
import type { Staff } from './staff.ts'
import { patientIdOf, type PatientRange } from './writePatients.ts'

const MINUTE = 60_000
const DAY = 86_400_000

export interface VisitWorld {
  plan: Plan
  range: PatientRange
  staff: Staff
  keys: PatientKeys
  /** Visits of earlier fills, whose numbers are taken. */
  firstVisit: number
  /** Milliseconds since the epoch: what lies before has happened. */
  now: number
}

export type Status = 'booked' | 'completed' | 'cancelled' | 'no-show'

/** A visit with all that follows from its number. */
export interface Visit extends PlannedVisit {
  id: string
  patientId: string
  doctorId: string
  offer: number
  minutes: number
  status: Status
  /** When it was booked, in milliseconds. */
  booked: number
}

export function describeVisit(world: VisitWorld, planned: PlannedVisit): Visit {
  const { staff, range, now } = world
  const number = world.firstVisit + planned.number
  const offer = mix(number, 31) % staff.visitTypeIds.length
  const booked = Math.min(planned.slot.start - 3 * DAY, now - MINUTE)
  return {
    ...planned,
    id: idOf('visit', number, booked),
    patientId: patientIdOf(range, planned.patient),
    doctorId: staff.doctorIds[planned.doctor]!,
    offer,
    minutes: staff.visitTypes[offer]!.minutes,
    status: statusOf(number, planned.slot.start < now),
    booked,
  }
}

function statusOf(number: number, past: boolean): Status {
  const chance = share(number, 32)
  if (chance < 0.07) return 'cancelled'
  if (!past) return 'booked'
  return chance < 0.12 ? 'no-show' : 'completed'
}

const columns = `id patient_id doctor_id visit_type_id appointment_date duration_minutes ends_at occupied_from
  occupied_until local_start time_zone status notes booked_by checked_in_at completed_at cancelled_at created_at
  updated_at`.split(/\s+/)

/** One visit in ten has a note. */
const NOTED = 0.1

export function writeVisits(url: string, world: VisitWorld) {
  return withConnections(url, 1, async ([client]) => {
    const sink = new CopySink(client!, 'appointments', columns)
    return watched('appointments', [sink], world.plan.visits, async () => {
      for (const planned of planVisits(world.plan)) {
        const wait = writeVisit(sink, world, describeVisit(world, planned))
        if (wait) await wait
      }
      await sink.end()
    })
  })
}

function writeVisit(sink: CopySink, { staff, keys, firstVisit }: VisitWorld, visit: Visit) {
  const { id, patientId, slot, minutes, status, booked } = visit
  const start = sqlTime(slot.start)
  const end = sqlTime(slot.start + minutes * MINUTE)
  const created = sqlTime(booked)
  const noted = share(firstVisit + visit.number, 33) < NOTED
  const note =
    noted && seal('Comes for a follow-up', keys.keyOf(patientId, 'contact'), patientId, `appointments.notes/${id}`)
  return sink.write(
    id,
    patientId,
    visit.doctorId,
    staff.visitTypeIds[visit.offer]!,
    start,
    minutes,
    end,
    start,
    end,
    slot.local,
    TIME_ZONE,
    status,
    note || NULL,
    staff.adminId,
    status === 'completed' ? start : NULL,
    status === 'completed' ? end : NULL,
    status === 'cancelled' ? created : NULL,
    created,
    status === 'completed' ? end : created,
  )
}
