/** The table of the figures that tests have recorded, beside their gates. */
import { readFileSync } from 'node:fs'
import { readFigures } from './figures.mjs'
import { inRoot } from './paths.mjs'
import { cases } from './scorecardCases.mjs'

const TAKE = {
  sum: (values) => values.reduce((a, b) => a + b, 0),
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
}

/** Figures of the benchmark, which measures by itself (`npm run bench`). */
function benchFigures() {
  const { deeds, mixed } = JSON.parse(readFileSync(inRoot('docs', 'performance.json'), 'utf8'))
  const each = deeds.results.deeds.flatMap(({ api }) => [
    { name: 'slowest-deed-p95', value: api.p95, of: api.count },
    { name: 'deeds-failed-under-load', value: api.errors, of: api.count },
  ])
  return [...each, ...(mixed ? mixedFigures(mixed.results) : [])]
}

function mixedFigures({ patients, visits, connections, all }) {
  const { perSecond, p50, p95, p99, errors, count, seconds } = all
  const values = { perSecond, p50, p95, p99, errors, patients, visits, connections, seconds }
  return Object.entries(values).map(([name, value]) => ({
    name: `mixed-load-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
    ...(name === 'errors' ? { of: count } : {}),
  }))
}

const gateOf = ({ most, least, exactly }) =>
  most !== undefined ? `≤ ${most}` : least !== undefined ? `≥ ${least}` : exactly !== undefined ? `= ${exactly}` : '–'

const rounded = (value) => (Number.isInteger(value) || value >= 100 ? String(Math.round(value)) : value.toPrecision(3))

/** One figure of a case: what came out, and whether it will do. */
function verdict({ name, most, least, exactly, take = 'sum', of = 0, unit = '' }, recorded) {
  const records = recorded.filter((each) => each.name === name)
  const gate = gateOf({ most, least, exactly })
  if (records.length === 0) return { name, gate, shown: 'not recorded', state: 'missing' }
  const value = TAKE[take](records.map((each) => each.value))
  const tried = TAKE.sum(records.map((each) => each.of ?? 0))
  const right =
    (most === undefined || value <= most) &&
    (least === undefined || value >= least) &&
    (exactly === undefined || records.every((each) => each.value === exactly)) &&
    tried >= of
  const shown = `${rounded(value)}${unit ? ` ${unit}` : ''}${tried ? ` of ${tried}` : ''}`
  return { name, gate, shown, state: gate === '–' ? 'told' : right ? 'pass' : 'fail' }
}

/** Every case with its figures, from a folder of records. */
export function scorecard(folder) {
  const recorded = [...readFigures(folder), ...benchFigures()]
  return cases.flatMap(({ id, promise, figures = [], left }) =>
    left
      ? [{ id, promise, name: '', gate: '', shown: left, state: 'left' }]
      : figures.map((figure) => ({ id, promise, ...verdict(figure, recorded) })),
  )
}

/** How many rows are in each state. */
export const countOf = (rows) =>
  Object.fromEntries([...Map.groupBy(rows, ({ state }) => state)].map(([state, list]) => [state, list.length]))

/** docs/scorecard.md. */
export function scorecardReport(rows, { when, how }) {
  const line = (...cells) => `| ${cells.join(' | ')} |`
  const count = countOf(rows)
  return [
    '# Scorecard',
    '',
    '<!-- Made by `npm run scorecard`. -->',
    '',
    `What the tests counted on ${when} (${how}): ${count.pass ?? 0} figures within their gate, ${count.fail ?? 0} outside, ${count.missing ?? 0} not`,
    `recorded in this run. Definitions stand in [scorecardCases.mjs](../scripts/lib/scorecardCases.mjs).`,
    '',
    line('case', 'promise', 'figure', 'gate', 'result', ''),
    line('---', '---', '---', '---', '---', '---'),
    ...rows.map(({ id, promise, name, gate, shown, state }) => line(id, promise, name, gate, shown, state)),
    '',
  ].join('\n')
}
