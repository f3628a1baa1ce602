import type { Appointment } from '@hms/contract/appointments'
import { visitRights } from './rights'

const visit = (status: Appointment['status'], appointmentDate = '2026-11-25T15:00:00-05:00') =>
  ({ status, appointmentDate }) as Appointment
const at = (now: string, role: 'patient' | 'doctor' | 'admin') => ({
  role,
  now: Date.parse(now),
  timeZone: 'America/New_York',
  noticeMinutes: 24 * 60,
})

describe('what can be done with a visit', () => {
  it('lets a patient move and cancel until the notice begins, then says so', () => {
    expect(visitRights(visit('booked'), at('2026-11-24T15:00:00-05:00', 'patient'))).toMatchObject({
      mayMove: true,
      mayCancel: true,
      isNoticeOver: false,
    })
    expect(visitRights(visit('booked'), at('2026-11-24T15:01:00-05:00', 'patient'))).toMatchObject({
      mayMove: false,
      mayCancel: false,
      isNoticeOver: true,
    })
  })

  it('lets staff complete from the beginning of the day, where the hospital is', () => {
    expect(visitRights(visit('booked'), at('2026-11-24T23:59:00-05:00', 'doctor')).mayComplete).toBe(false)
    expect(visitRights(visit('booked'), at('2026-11-25T00:00:00-05:00', 'doctor')).mayComplete).toBe(true)
  })

  it('lets nobody be missed before the start, and patients attend to nothing', () => {
    expect(visitRights(visit('booked'), at('2026-11-25T14:59:00-05:00', 'admin')).mayMarkNoShow).toBe(false)
    expect(visitRights(visit('booked'), at('2026-11-25T15:00:00-05:00', 'admin')).mayMarkNoShow).toBe(true)
    const patient = visitRights(visit('booked'), at('2026-11-25T15:00:00-05:00', 'patient'))
    expect([patient.mayCheckIn, patient.mayComplete, patient.mayMarkNoShow]).toEqual([false, false, false])
  })

  it('ends with the visit', () => {
    const rights = visitRights(visit('completed'), at('2026-11-25T16:00:00-05:00', 'admin'))
    expect(Object.values(rights)).not.toContain(true)
  })
})
