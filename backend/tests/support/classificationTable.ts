import { type ColumnClass, dataClassification } from '../../src/models/dataClassification.ts'

const SEALED: Record<ColumnClass['stored'], string> = {
  plain: 'no',
  'sealed-contact': 'contact key',
  'sealed-clinical': 'clinical key',
  'sealed-by-key-ring': 'key ring',
  wrapped: 'wrapped by the key ring',
  'keyed-hash': 'keyed hash',
  hash: 'hash',
}

const ERASED: Record<ColumnClass['onErasure'], string> = {
  blank: 'blanked',
  delete: 'deleted',
  key: 'unreadable with its key',
  keep: 'kept',
}

/** The same for all columns of a class, as cells of a row. */
const cellsOf = (one: ColumnClass) => [
  one.about ?? '–',
  one.clinical ? 'yes' : 'no',
  SEALED[one.stored],
  one.subject || one.about ? ERASED[one.onErasure] : '–',
  one.subject && one.export ? 'yes' : 'no',
]

/** What docs/data-classification.md has to say, table by table: its rows as cells. */
export function classificationRows(): Map<string, string[][]> {
  const byTable = Map.groupBy(dataClassification, ({ table }) => table)
  return new Map(
    [...byTable].map(([table, columns]) => {
      const alike = Map.groupBy(columns, (one) => cellsOf(one).join('|'))
      const rows = [...alike.values()].map((same) => [
        same.map(({ column }) => `\`${column}\``).join(', '),
        ...cellsOf(same[0]!),
      ])
      return [table, rows]
    }),
  )
}

/** The document's part about tables, as Markdown. */
export function classificationText(): string {
  const head =
    '| columns | about | health | sealed | when erased | in the copy |\n| --- | --- | --- | --- | --- | --- |'
  const retained = new Map(dataClassification.map(({ table, retained }) => [table, retained]))
  return [...classificationRows()]
    .map(
      ([table, rows]) =>
        `### ${table}\n\nStays ${retained.get(table)}.\n\n${head}\n${rows.map((r) => `| ${r.join(' | ')} |`).join('\n')}`,
    )
    .join('\n\n')
}
