import { openHours } from './open-hours'

const week = { from: '2026-11-23', to: '2026-11-29' }
const availability = {
  weekly: [
    { day: 1, start: '09:00', end: '12:00' },
    { day: 7, start: '20:00', end: '24:00' },
  ],
  exceptions: [{ date: '2026-11-25', hours: [{ start: '10:00', end: '11:00' }] }],
  slotMinutes: 30,
}

describe('open hours in the calendar', () => {
  it('follow the week and the dates that differ, until midnight', () => {
    expect(openHours(availability, week).map(({ start, end }) => [start, end])).toEqual([
      ['2026-11-23T09:00', '2026-11-23T12:00'],
      ['2026-11-25T10:00', '2026-11-25T11:00'],
      ['2026-11-29T20:00', '2026-11-30T00:00'],
    ])
  })

  it('shade the whole range where nothing is open', () => {
    const shaded = openHours({ weekly: [], exceptions: [], slotMinutes: 30 }, week)
    expect(shaded).toEqual([
      { groupId: 'closed', start: '2026-11-23T00:00', end: '2026-11-30T00:00', display: 'background' },
    ])
  })
})
