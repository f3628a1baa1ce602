// https://docs.stripe.com/currencies: amounts are integers in the smallest unit; these have none below the major one …
const ZERO_DECIMAL = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ')
// … and these have a thousand.
const THREE_DECIMAL = 'BHD JOD KWD OMR TND'.split(' ')

/**
 * A decimal string with two places as Stripe's integer.
 * @throws RangeError for parts of a unit that the currency does not have.
 */
export function smallestUnits(amount: string, currency: string): number {
  const hundredths = Number(amount.replace('.', ''))
  if (THREE_DECIMAL.includes(currency)) return hundredths * 10
  if (!ZERO_DECIMAL.includes(currency)) return hundredths
  if (hundredths % 100 !== 0) throw new RangeError(`${currency} has no smaller unit`)
  return hundredths / 100
}
