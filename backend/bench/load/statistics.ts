/** What a round comes to; times in milliseconds. */
export interface Round {
  perSecond: number
  p50: number
  p95: number
  p99: number
  count: number
  errors: number
  seconds: number
}

/** The middle value; the mean of the two in the middle when their number is even. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return NaN
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The smallest value that `fraction` of all values do not exceed (nearest rank). */
export function percentile(sorted: ArrayLike<number>, fraction: number): number {
  if (sorted.length === 0) return NaN
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)]!
}

/** @param latencies in milliseconds, of what succeeded */
export function summarize(latencies: readonly number[], errors: number, seconds: number): Round {
  const sorted = Float64Array.from(latencies).sort()
  return {
    perSecond: latencies.length / seconds,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    count: latencies.length,
    errors,
    seconds,
  }
}

/** The median of several rounds, figure by figure; errors and counts are added up. */
export function medianRound<T extends Round>(rounds: readonly T[]): Round {
  const of = (key: keyof Round) => median(rounds.map((round) => round[key]))
  const sum = (key: 'count' | 'errors' | 'seconds') => rounds.reduce((total, round) => total + round[key], 0)
  return {
    perSecond: of('perSecond'),
    p50: of('p50'),
    p95: of('p95'),
    p99: of('p99'),
    count: sum('count'),
    errors: sum('errors'),
    seconds: sum('seconds'),
  }
}
