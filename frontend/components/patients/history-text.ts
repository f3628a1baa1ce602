import type { HistoryItem } from '@hms/contract/patients'

/** How an entry of the medical history reads, with or without a code behind it. */
export const historyText = (item: HistoryItem) => (typeof item === 'string' ? item : item.display)
