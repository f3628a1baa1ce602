/** Figures as Markdown and as a picture; pure, so that they can be tested. */
import type { MixedPart } from './load/mixed.ts'
import type { Round } from './load/statistics.ts'

/** One side of a deed: medians over its rounds. */
export interface Side extends Round {
  /** Processor time of the answering process and of PostgreSQL, in microseconds for each deed. */
  cpu: number | null
  databaseCpu: number | null
}

export interface DeedResult {
  name: string
  label: string
  api: Side
  floor: Side | null
  raw: Side | null
}

export interface SizeResult {
  patients: number
  visits: number
  deeds: { name: string; label: string; perSecond: number; p95: number; found: number | null }[]
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** Three digits are all that a measurement of this kind is good for. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  if (value >= 100) return whole.format(value)
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

export const ratio = (ours: number, theirs: number | null | undefined): number | null => (theirs ? ours / theirs : null)

/** Columns padded to their widest cell, as prettier leaves them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], textColumns = 1): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => [...(row[column] ?? '')].length)))
  const pad = (cell: string, column: number) => {
    const space = ' '.repeat(widths[column]! - [...cell].length)
    return column < textColumns ? cell + space : space + cell
  }
  const line = (row: readonly string[]) => `| ${head.map((_, column) => pad(row[column] ?? '', column)).join(' | ')} |`
  const rule = widths.map((width, column) => (column < textColumns ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n')
}

/** What others were measured at, with audit rows persisted, on two cores shared with the load. */
export const medplum: Record<string, number> = { create: 124, read: 300, search: 346, book: 155, calendar: 462 }

export function deedTable(deeds: readonly DeedResult[]): string {
  const rows = deeds.map(({ name, label, api, floor, raw }) => [
    label,
    figure(api.perSecond),
    figure(api.p50),
    figure(api.p95),
    figure(api.p99),
    figure(floor?.perSecond),
    figure(ratio(api.perSecond, floor?.perSecond)),
    figure(raw?.perSecond),
    medplum[name] ? `${figure(ratio(api.perSecond, medplum[name]))}×` : '–',
  ])
  const head = ['deed', 'per second', 'p50 ms', 'p95 ms', 'p99 ms', 'floor', 'ours ÷ floor', 'raw SQL', 'Medplum 5.1']
  return table(head, rows)
}

export function costTable(deeds: readonly DeedResult[]): string {
  const rows = deeds.map(({ label, api, floor }) => [
    label,
    figure(api.cpu),
    figure(floor?.cpu),
    figure(api.databaseCpu),
    figure(floor?.databaseCpu),
  ])
  return table(['deed', 'API µs', 'floor µs', 'PostgreSQL µs', 'PostgreSQL µs (floor)'], rows)
}

/** What was measured while everything went on at once: each kind of request, and all together. */
export function mixedTable({ all, parts }: { all: Round; parts: readonly MixedPart[] }): string {
  const cells = ({ perSecond, p50, p95, p99 }: Round) => [perSecond, p50, p95, p99].map(figure)
  const rows = parts.map((part) => [part.label, part.as, share(part, all), ...cells(part), String(part.errors)])
  const head = ['request', 'asked by', 'of all', 'per second', 'p50 ms', 'p95 ms', 'p99 ms', 'failed']
  return table(head, [...rows, ['all', '', '', ...cells(all), String(all.errors)]], 2)
}

const share = (part: Round, all: Round) => `${Math.round((100 * part.count) / Math.max(1, all.count))} %`

export function growthTable(sizes: readonly SizeResult[]): string {
  const [smallest, largest] = [sizes[0], sizes.at(-1)]
  if (!smallest || !largest) return ''
  const head = [
    'p95 in ms',
    ...sizes.map(({ patients }) => `${whole.format(patients)} patients`),
    'growth',
    'found at the top',
  ]
  const rows = smallest.deeds.map(({ name, label, p95 }) => {
    const at = (size: SizeResult) => size.deeds.find((deed) => deed.name === name)
    const top = at(largest)
    const found = top?.found === null || top?.found === undefined ? '–' : `${Math.round(top.found * 100)} %`
    return [label, ...sizes.map((size) => figure(at(size)?.p95)), `${figure(ratio(top?.p95 ?? NaN, p95))}×`, found]
  })
  return table(head, rows)
}

const BAR = 14
const GAP = 12
const LEFT = 220
const WIDTH = 760
const colours = { api: '#0f766e', floor: '#94a3b8', raw: '#cbd5e1' }

/** Bars of deeds per second, ours above the floor and raw SQL; readable on a light and on a dark page. */
export function barChart(deeds: readonly DeedResult[]): string {
  const most = Math.max(
    1,
    ...deeds.flatMap(({ api, floor, raw }) => [api, floor, raw].map((side) => side?.perSecond ?? 0)),
  )
  const scale = (WIDTH - LEFT - 70) / most
  let y = 34
  const parts = deeds.map(({ label, api, floor, raw }) => {
    const bars = (
      [
        ['api', api],
        ['floor', floor],
        ['raw', raw],
      ] as const
    ).filter(([, side]) => side)
    const top = y
    const drawn = bars.map(([kind, side], n) => bar(top + n * BAR, side!.perSecond, scale, colours[kind]))
    y += bars.length * BAR + GAP
    return `<text x="${LEFT - 10}" y="${top + 11}" text-anchor="end">${escape(label)}</text>${drawn.join('')}`
  })
  const legend = (['ours', 'floor', 'raw SQL'] as const).map((name, n) => {
    const colour = Object.values(colours)[n]!
    return `<rect x="${LEFT + n * 110}" y="8" width="12" height="12" fill="${colour}"/><text x="${LEFT + 18 + n * 110}" y="18">${name}</text>`
  })
  const style = 'font: 12px system-ui, sans-serif; fill: #64748b'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="Deeds per second"><g style="${style}">${legend.join('')}${parts.join('')}</g></svg>\n`
}

function bar(y: number, value: number, scale: number, colour: string): string {
  const width = Math.max(1, value * scale).toFixed(1)
  const end = (LEFT + Math.max(1, value * scale) + 6).toFixed(1)
  return `<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR - 3}" fill="${colour}"/><text x="${end}" y="${y + 10}">${figure(value)}</text>`
}

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

/** Puts `content` between the markers of `name`, and leaves the prose around them. @throws when they are not there */
export function replaceSection(document: string, name: string, content: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`]
  const [from, until] = [document.indexOf(begin), document.indexOf(end)]
  if (from < 0 || until < from) throw new Error(`The document has no section ${name}`)
  return `${document.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${document.slice(until)}`
}
