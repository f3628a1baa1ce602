import type { HistoryItem, MedicalHistory } from '@hms/contract/patients'
import { itemKey, MAX_ITEMS } from './history.ts'
import type { HistoryList } from './records.ts'
import { cut } from './wording.ts'

export const historyLists = ['allergies', 'conditions', 'medications'] as const

export type HistoryCounts = Record<HistoryList, { added: number; unchanged: number }>

export interface MergedHistory {
  history: MedicalHistory
  counts: HistoryCounts
  changed: boolean
}

const MAX_NOTES = 10_000

/**
 * What is known and what a file says, together: entries that are known stay as they are, others come behind them as far
 * as there is room; notes are added once.
 */
export function mergeHistory(known: MedicalHistory | null, incoming: MedicalHistory): MergedHistory {
  const counts = {} as HistoryCounts
  const merged = { notes: mergeNotes(known?.notes ?? null, incoming.notes ?? null) } as MedicalHistory
  for (const list of historyLists) {
    const before = known?.[list] ?? []
    const keys = new Set(before.map(itemKey))
    const fresh = incoming[list]
      .filter((item) => !keys.has(itemKey(item)))
      .slice(0, Math.max(0, MAX_ITEMS - before.length))
    merged[list] = [...before, ...fresh] satisfies HistoryItem[]
    counts[list] = { added: fresh.length, unchanged: incoming[list].length - fresh.length }
  }
  const changed = historyLists.some((list) => counts[list].added > 0) || merged.notes !== (known?.notes ?? null)
  return { history: merged, counts, changed }
}

function mergeNotes(known: string | null, incoming: string | null): string | null {
  if (incoming === null || known?.includes(incoming)) return known
  return known === null ? incoming : cut(`${known}\n${incoming}`, MAX_NOTES)
}
