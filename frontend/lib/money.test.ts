import { decimalOf, decimalOfTyped, parseMinor, sumOf } from './money.ts'

describe('an amount as people type it', () => {
  it.each([
    ['120', 12000n],
    ['120.5', 12050n],
    ['120,50', 12050n],
    [' 0.07 ', 7n],
    ['1,200.50', 120050n],
    ['1 200,50', 120050n],
    ['1,234', 123400n],
    ['9999999999.99', 999999999999n],
  ])('%s is %s hundredths', (text, minor) => {
    expect(parseMinor(text)).toBe(minor)
  })

  it.each(['', '-5', '1.2.3', '12.345', 'ten', '1e3', '12,34,5'])('%j is none', (text) => {
    expect(parseMinor(text)).toBeNull()
    expect(decimalOfTyped(text)).toBe(text)
  })
})

it('writes hundredths with two places, small ones too', () => {
  expect([0n, 5n, 50n, 12345n].map(decimalOf)).toEqual(['0.00', '0.05', '0.50', '123.45'])
})

it('adds up without the error of a float', () => {
  const usd = (amount: string) => ({ amount, currency: 'USD' })
  expect(sumOf([usd('0.10'), usd('0.20')])).toEqual(usd('0.30'))
  expect(sumOf([usd('9999999999.99'), usd('9999999999.99')])).toEqual(usd('19999999999.98'))
  expect(sumOf([])).toBeNull()
})
