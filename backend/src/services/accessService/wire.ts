import type { DoctorEntry } from '../../models/CareAssignment.ts'
import { toWireUtc } from '../../utils/time.ts'

interface Span extends DoctorEntry {
  id: string
  from: Date
  until: Date | null
  active: boolean
}

/** That a doctor has a record, or is kept from it, for a time. */
export const toWireSpan = ({ id, doctorId, firstName, lastName, specialization, from, until, active }: Span) => ({
  id,
  doctor: { id: doctorId, firstName, lastName, specialization },
  from: toWireUtc(from),
  until: until && toWireUtc(until),
  active,
})
