import {
  type Appointment as WireAppointment,
  type AppointmentQuery,
  appointmentStatuses,
} from '@hms/contract/appointments'
import { z } from 'zod'
import { db } from '../../config/database.ts'
import * as Appointment from '../../models/Appointment.ts'
import * as Settings from '../../models/Settings.ts'
import type { UserContext } from '../../utils/context.ts'
import { decodeCursor, toPage } from '../../utils/cursor.ts'
import { found } from '../../utils/problem.ts'
import { rangeEnd, rangeStart } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { toWire } from './wire.ts'

const place = [z.iso.datetime().regex(/^[1-9]/), z.uuid()]

function filterOf(query: AppointmentQuery, timeZone: string): Appointment.AppointmentFilter {
  return {
    from: query.from === undefined ? null : rangeStart(query.from, timeZone),
    to: query.to === undefined ? null : rangeEnd(query.to, timeZone),
    doctorId: query.doctorId ?? null,
    patientId: query.patientId ?? null,
    statuses: query.status ? [query.status] : appointmentStatuses,
    order: query.order,
  }
}

/** Appointments by time; dates are days where the hospital is. */
export function list(
  ctx: UserContext,
  query: AppointmentQuery,
): Promise<{ items: WireAppointment[]; nextCursor: string | null }> {
  return db.readReplica(ctx.identity, async (tx) => {
    const after = decodeCursor(query.cursor, place)
    const rows = await Settings.inZone(tx, (timeZone) =>
      Appointment.list(tx, filterOf(query, timeZone), after, query.limit + 1),
    )
    const { items, nextCursor } = toPage(rows, query.limit, (row) => [row.place, row.id])
    await audit(tx, ctx, {
      action: 'R',
      operation: 'appointment.list',
      resourceType: 'Appointment',
      patientIds: items.map((row) => row.patientId),
    })
    return { items: await toWire(tx, items), nextCursor }
  })
}

export function get(ctx: UserContext, id: string): Promise<WireAppointment> {
  return db.read(ctx.identity, async (tx) => {
    const row = found(await Appointment.find(tx, id))
    await audit(tx, ctx, {
      action: 'R',
      operation: 'appointment.read',
      resourceType: 'Appointment',
      resource: row,
      patientIds: [row.patientId],
    })
    return (await toWire(tx, [row]))[0]!
  })
}
