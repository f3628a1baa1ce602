const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const EVERY_MS = 5000

const duration = (seconds: number) =>
  seconds < 60 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`

export interface Counted {
  table: string
  rows: number
}

/** Says every five seconds how far a step is, and in the end how fast it was. @returns rows and seconds */
export async function watched(
  label: string,
  sinks: readonly Counted[],
  expected: number,
  work: () => Promise<void>,
): Promise<{ rows: number; seconds: number }> {
  const since = performance.now()
  const elapsed = () => (performance.now() - since) / 1000
  const written = () => sinks.reduce((sum, sink) => sum + sink.rows, 0)
  const ticker = setInterval(() => {
    const rate = written() / elapsed()
    const left = Math.max(0, expected - written()) / Math.max(rate, 1)
    const far = `${whole.format(written())} of ${whole.format(expected)} rows`
    console.log(`    ${label}: ${far}, ${whole.format(rate)} rows/s, ${duration(left)} left`)
  }, EVERY_MS)
  try {
    await work()
  } finally {
    clearInterval(ticker)
  }
  const seconds = elapsed()
  const rate = whole.format(written() / seconds)
  console.log(`  ${label}: ${whole.format(written())} rows in ${duration(seconds)}, ${rate} rows/s`)
  return { rows: written(), seconds }
}

/** A step that writes no rows of its own. */
export async function timed<T>(label: string, work: () => Promise<T>): Promise<T> {
  const since = performance.now()
  const result = await work()
  console.log(`  ${label}: ${duration((performance.now() - since) / 1000)}`)
  return result
}
