import { choiceOf, choicesOf, find } from './choices'

describe('finding one of many', () => {
  it.each([
    ['new york', 'America/New_York'],
    ['berlin', 'Europe/Berlin'],
    ['NEW_YORK', 'America/New_York'],
  ])('finds the zone of %s', (term, zone) => {
    expect(find(choicesOf('timeZone', 'en-US'), term).map(({ value }) => value)).toContain(zone)
  })

  it('needs every word, without regard to accents', () => {
    const choices = [{ value: 'a', label: 'São Paulo', words: 'Brasilia Time' }]
    expect(find(choices, 'sao brasilia')).toHaveLength(1)
    expect(find(choices, 'sao tokyo')).toEqual([])
  })
})

describe('the stored one', () => {
  it.each([
    ['timeZone', 'Asia/Tokyo', 'Asia/Tokyo (GMT+9)'],
    ['currency', 'USD', 'USD · US Dollar'],
    ['locale', 'de-CH', 'Swiss High German (de-CH)'],
    ['timeZone', 'Mars/Olympus_Mons', 'Mars/Olympus_Mons'],
  ] as const)('reads %s %s as %s', (name, value, label) => {
    expect(choiceOf(name, value, 'en-US')).toMatchObject({ value, label })
  })
})
