import type { Money } from '@hms/contract/common'

/** Hundredths of the currency's unit, as the API writes every amount with two places. Exact at any size. */
export type Minor = bigint

const typed = /^(?:(\d{1,3}(?:[, ]\d{3})+)|(\d+))(?:[.,](\d{1,2}))?$/

/**
 * Reads an amount as people type it: `120`, `120.5`, `120,50`, `1,200.50`.
 * @returns null for what is no amount, negative ones among them.
 */
export function parseMinor(text: string): Minor | null {
  const match = typed.exec(text.trim())
  if (!match) return null
  const whole = (match[1] ?? match[2] ?? '').replace(/[, ]/g, '')
  return BigInt(whole) * 100n + BigInt((match[3] ?? '').padEnd(2, '0'))
}

/** `12050n` → `120.50`. */
export function decimalOf(minor: Minor): string {
  const digits = minor.toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** What was typed, as the contract writes it; what is no amount stays as it is, for the schema to refuse. */
export function decimalOfTyped(text: string): string {
  const minor = parseMinor(text)
  return minor === null ? text : decimalOf(minor)
}

export function minorOf(money: Money): Minor {
  return parseMinor(money.amount) ?? 0n
}

export function moneyOf(minor: Minor, currency: string): Money {
  return { amount: decimalOf(minor), currency }
}

/** The sum of amounts in one currency; null when there are none. */
export function sumOf(amounts: readonly Money[]): Money | null {
  const [first] = amounts
  return first
    ? moneyOf(
        amounts.reduce((sum, money) => sum + minorOf(money), 0n),
        first.currency,
      )
    : null
}
