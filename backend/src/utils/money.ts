import type { Money } from '@hms/contract/common'
import { invalidField } from './problem.ts'

/** A decimal string or a `numeric` column's value as money on the wire: always two places. */
export function toMoney(amount: { toString(): string }, currency: string): Money {
  const [whole = '0', places = ''] = amount.toString().split('.')
  return { amount: `${whole}.${`${places}00`.slice(0, 2)}`, currency }
}

const MOST_CENTS = 1_000_000_000_000n

/** Whether a bill can hold these lines together: less than ten thousand million of the currency. */
export function fitsBill(lines: readonly { quantity: number; unitPrice: string }[]): boolean {
  const cents = ({ unitPrice }: { unitPrice: string }) => {
    const [whole = '0', places = ''] = unitPrice.split('.')
    return BigInt(whole + `${places}00`.slice(0, 2))
  }
  return lines.reduce((sum, line) => sum + BigInt(line.quantity) * cents(line), 0n) < MOST_CENTS
}

/**
 * The amount of what a caller sent, as a decimal string.
 * @throws Problem `invalid` when it is in another currency than the hospital's.
 */
export function amountIn(
  currency: string,
  money: { amount: string; currency?: string | undefined },
  pointer: string,
): string {
  if (money.currency !== undefined && money.currency !== currency) {
    throw invalidField(`${pointer}/currency`, `The hospital's currency is ${currency}`)
  }
  return money.amount
}
