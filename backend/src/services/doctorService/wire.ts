import type { Doctor as WireDoctor } from '@hms/contract/doctors'
import type { Actor } from '../../config/database.ts'
import type { Doctor } from '../../models/Doctor.ts'
import { toWireUtc } from '../../utils/time.ts'

/** A profile as the reader may see it: license number and phone are for administrators and the doctor. */
export function toWire(doctor: Doctor, actor: Actor): WireDoctor {
  const privy = actor.role === 'admin' || actor.doctorId === doctor.id
  return {
    ...doctor,
    licenseNumber: privy ? doctor.licenseNumber : null,
    phone: privy ? doctor.phone : null,
    createdAt: toWireUtc(doctor.createdAt),
    updatedAt: toWireUtc(doctor.updatedAt),
  }
}
