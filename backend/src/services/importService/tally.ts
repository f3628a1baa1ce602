/** How often something happened to resources of a type. `detail` is empty where there is nothing to say. */
export interface Counted {
  type: string
  detail: string
  count: number
}

/** Counts what becomes of every resource of a file, so that nothing disappears in silence. */
export interface Tally {
  take(type: string): void
  leaveOut(type: string, reason: string): void
  /** Taken, but not quite as it was written. */
  adapt(type: string, what: string): void
  result(): { taken: Counted[]; leftOut: Counted[]; adapted: Counted[] }
}

export function tally(): Tally {
  const taken = counter()
  const leftOut = counter()
  const adapted = counter()
  return {
    take: (type) => taken.add(type, ''),
    leaveOut: leftOut.add,
    adapt: adapted.add,
    result: () => ({ taken: taken.list(), leftOut: leftOut.list(), adapted: adapted.list() }),
  }
}

/** Adds up counts of several files. */
export function addCounts(total: Counted[], more: readonly Counted[]): void {
  for (const { type, detail, count } of more) {
    const known = total.find((entry) => entry.type === type && entry.detail === detail)
    if (known) known.count += count
    else total.push({ type, detail, count })
  }
}

function counter() {
  const counts = new Map<string, Counted>()
  return {
    add(type: string, detail: string): void {
      const key = `${type}\n${detail}`
      const known = counts.get(key)
      if (known) known.count++
      else counts.set(key, { type, detail, count: 1 })
    },
    list: (): Counted[] => [...counts.values()],
  }
}
