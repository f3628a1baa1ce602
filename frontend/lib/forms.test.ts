import { inWords } from '@hms/contract/words'
import { z } from 'zod'
import { applyProblem, blankToNull, fieldOfPointer } from './forms'
import { ApiProblem } from './problem'

describe('complaints of the API', () => {
  it.each([
    ['/email', 'email'],
    ['/address/city', 'address.city'],
    ['/lines/0/unitPrice', 'lines.0.unitPrice'],
    ['#/a~1b/c~0d', 'a/b.c~d'],
  ])('%s belongs to the field %s', (pointer, field) => expect(fieldOfPointer(pointer)).toBe(field))

  it('go to their fields, the first gets the focus, the rest comes back', () => {
    const setError = jest.fn()
    const errors = [
      { pointer: '/nowhere', detail: 'No field' },
      { pointer: '/email', detail: 'Taken' },
      { pointer: '/address/city', detail: 'Required' },
    ]
    const form = { getValues: () => ({ email: 'a', address: { city: '' } }), setError }
    expect(applyProblem(form as never, new ApiProblem({ status: 422, code: 'invalid', errors }))).toEqual(['No field'])
    expect(setError.mock.calls).toEqual([
      ['email', { type: 'server', message: 'Taken' }, { shouldFocus: true }],
      ['address.city', { type: 'server', message: 'Required' }, { shouldFocus: false }],
    ])
  })

  it('what was left blank is null', () => {
    expect([blankToNull(''), blankToNull('  '), blankToNull(null), blankToNull('x')]).toEqual([null, null, null, 'x'])
  })
})

describe('a number that is none, or too small or large', () => {
  const limit = z.int().min(1).max(31)
  it.each([
    ['A number', limit, null],
    ['A whole number', limit, 1.5],
    ['At least 1', limit, 0],
    ['At most 31', limit, 32],
    ['Two at least', limit.min(2, 'Two at least'), 1],
  ])('is told as “%s”', (words, schema, value) => {
    expect(schema.safeParse(value, { error: inWords }).error?.issues[0]?.message).toBe(words)
  })
})
