import { planVisits } from './calendar.ts'
import { CopySink } from './copySink.ts'
import { withConnections } from './connection.ts'
import { share, sqlTime } from './numbers.ts'
import { watched } from './progress.ts'
import { describeVisit, type VisitWorld } from './writeVisits.ts'

const columns =
  `recorded action operation actor_id actor_role purpose request_id client_address resource_type resource_id
  resource_version patient_ids`.split(/\s+/)

/** One booking in five has left its row. */
const RECORDED = 1 / 5

export function writeAudit(url: string, world: VisitWorld) {
  return withConnections(url, 1, async ([client]) => {
    const sink = new CopySink(client!, 'audit_events', columns)
    return watched('audit rows', [sink], Math.round(world.plan.visits * RECORDED), async () => {
      for (const planned of planVisits(world.plan)) {
        const number = world.firstVisit + planned.number
        if (share(number, 51) >= RECORDED) continue
        const { id, patientId, booked } = describeVisit(world, planned)
        const who = [world.staff.adminId, 'admin', 'HOPERAT', `fill-${number}`, '127.0.0.1'] as const
        const what = ['Appointment', id, 1, `{${patientId}}`] as const
        const wait = sink.write(sqlTime(booked), 'C', 'appointment.book', ...who, ...what)
        if (wait) await wait
      }
      await sink.end()
    })
  })
}
