import { find, timeZones } from './choices'

describe('finding one of many', () => {
  it.each([
    ['new york', 'America/New_York'],
    ['berlin', 'Europe/Berlin'],
    ['NEW_YORK', 'America/New_York'],
  ])('finds the zone of %s', (term, zone) => {
    expect(find(timeZones('en-US'), term).map(({ value }) => value)).toContain(zone)
  })

  it('needs every word, without regard to accents', () => {
    const choices = [{ value: 'a', label: 'São Paulo', words: 'Brasilia Time' }]
    expect(find(choices, 'sao brasilia')).toHaveLength(1)
    expect(find(choices, 'sao tokyo')).toEqual([])
  })
})
