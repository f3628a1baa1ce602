import { relative } from 'node:path'
import type { ImportReport } from './importFolder.ts'
import type { Counted } from './tally.ts'
import { kinds } from './writeFile.ts'

/** What was taken, merged and left out, as a table for a terminal. `folder` shortens the names of files. */
export function formatReport(report: ImportReport, folder: string): string {
  const lines = [
    '',
    `Files       ${report.taken} taken, ${report.skipped.length} skipped${report.ignored ? `, ${report.ignored} of other kinds ignored` : ''}`,
    '',
    row(['', 'new', 'merged', 'unchanged']),
    ...kinds.map((kind) => {
      const { added, merged, unchanged } = report.fates[kind]
      return row([kind, added, merged, unchanged])
    }),
    ...section('Resources read', report.read),
    ...section('Left out', report.leftOut),
    ...section('Taken with changes', report.adapted),
  ]
  if (report.skipped.length > 0) {
    lines.push('', 'Skipped files; nothing of them was imported')
    for (const { file, reason } of report.skipped) lines.push(`  ${relative(folder, file) || file}`, `      ${reason}`)
  }
  return lines.join('\n')
}

function row([name = '', ...numbers]: (string | number)[]): string {
  return `  ${String(name).padEnd(14)}${numbers.map((number) => String(number).padStart(11)).join('')}`
}

function section(title: string, counts: readonly Counted[]): string[] {
  if (counts.length === 0) return []
  const sorted = [...counts].sort((a, b) => b.count - a.count || a.type.localeCompare(b.type))
  const width = Math.max(...sorted.map(({ type }) => type.length))
  return [
    '',
    title,
    ...sorted.map(({ type, detail, count }) =>
      `  ${String(count).padStart(7)}  ${type.padEnd(width)}  ${detail}`.trimEnd(),
    ),
  ]
}
