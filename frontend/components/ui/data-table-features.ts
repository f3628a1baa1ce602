import {
  columnVisibilityFeature,
  createSortedRowModel,
  metaHelper,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  sortFn_datetime,
  sortFn_text,
  tableFeatures,
} from '@tanstack/react-table'

export interface ColumnMeta {
  /** Figures stand at the right. */
  align?: 'right'
  /** Classes of the cells, as a width: `w-40`. */
  className?: string
  /** In a card below 640 px: its heading, without a label, or not at all. */
  card?: 'title' | 'plain' | 'hidden'
  /** Names the column in a card when its header is no text. */
  label?: string
}

/** What our tables can do; TanStack leaves the rest out of the bundle. */
export const features = tableFeatures({
  columnVisibilityFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic, datetime: sortFn_datetime, text: sortFn_text },
  columnMeta: metaHelper<ColumnMeta>(),
})
export type Features = typeof features
