/**
 * CSV after RFC 4180, that a spreadsheet opens without running anything: a cell that it would take for a formula is given
 * an apostrophe in front, which spreadsheets show as text, and `textOfCell` takes away again.
 */

/** What a spreadsheet takes as the beginning of a formula or a command, also behind spaces (OWASP, CSV Injection). */
// eslint-disable-next-line no-control-regex -- a control character is what it looks for
const ACTIVE = /^'|^[\s\u0000]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/

export function csvCell(value: string | number | null): string {
  if (value === null) return ''
  const text = typeof value === 'string' && ACTIVE.test(value) ? `'${value}` : String(value)
  return /[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** One line with its end. */
export const csvLine = (values: readonly (string | number | null)[]): string => `${values.map(csvCell).join(',')}\r\n`

/** The text that a cell stands for, as a reader of CSV gives it. */
export const textOfCell = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell)
