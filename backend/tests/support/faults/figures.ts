import { figure } from '../figure.ts'
import { expect } from 'vitest'
import { type Account, account } from './account.ts'
import type { Load } from './load.ts'

/** One line for whoever runs it: what was done to it, and what came of it. */
export function report(what: string, ...figures: (Record<string, unknown> | string)[]): void {
  const told = figures.map((figure) =>
    typeof figure === 'string'
      ? figure
      : Object.entries(figure)
          .map(([name, value]) => `${name} ${Array.isArray(value) ? value.length : value}`)
          .join(', '),
  )
  process.stdout.write(`  ${what}: ${told.join('; ')}\n`)
}

/** Seconds, as `0.4 / 1.2` for the middle and the longest of some milliseconds. */
export function seconds(all: number[]): string {
  const sorted = [...all].sort((a, b) => a - b)
  const inSeconds = (ms = 0) => (ms / 1000).toFixed(1)
  return `${inSeconds(sorted[Math.floor(sorted.length / 2)])} / ${inSeconds(sorted.at(-1))}`
}

/**
 * Ends the load and insists that nothing acknowledged was lost, nothing was done twice or by halves, and no client met
 * what it should not.
 */
export async function settle(load: Load, what: string, more: Record<string, unknown> = {}): Promise<void> {
  await load.stop()
  const found: Account = await account(load)
  const { figures, complaints } = load.ledger
  report(what, more, { ...figures }, { ...found, complaints })
  const wrong = [...found.lost, ...found.doubled, ...found.halfDone]
  figure('deeds-lost-or-half-done', wrong.length, { of: figures.acknowledged })
  expect(found).toEqual({ lost: [], doubled: [], halfDone: [] })
  expect(complaints).toEqual([])
  expect(figures.acknowledged).toBeGreaterThan(20)
}
