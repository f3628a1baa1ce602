/** docs/performance.json and the generated sections of docs/performance.md. A part that was not measured stays as it was. */
import { readFileSync, writeFileSync } from 'node:fs'
import { inRoot, packageBin } from './paths.mjs'
import { readJson } from './processes.mjs'
import { runNode } from './build.mjs'
import { say } from './ui.mjs'

const [json, markdown, chart] = ['performance.json', 'performance.md', 'images/performance.svg'].map((name) =>
  inRoot('docs', name),
)

export async function writeReport(results, write) {
  const report = await import('../../backend/bench/report.ts')
  if (results.deeds) say(`\n${report.deedTable(results.deeds.deeds)}\n\n${report.costTable(results.deeds.deeds)}`)
  if (results.growth) say(`\n${report.growthTable(results.growth)}`)
  if (results.mixed) say(`\n${report.mixedTable(results.mixed)}`)
  if (!write) return
  const { deeds, growth, memory, mixed, ...run } = results
  const known = readJson(json) ?? {}
  for (const [name, value] of Object.entries({ deeds, growth, memory, mixed })) {
    if (value) known[name] = { run, results: value }
  }
  writeFileSync(json, `${JSON.stringify(known, rounded, 2)}\n`)
  let text = readFileSync(markdown, 'utf8')
  const put = (name, content) => (text = report.replaceSection(text, name, content))
  if (known.deeds) put('deeds', deedSection(known.deeds, report))
  if (known.growth) put('growth', `${aboutRun(known.growth.run)}\n\n${report.growthTable(known.growth.results)}`)
  if (known.memory) put('memory', memorySection(known.memory, report))
  if (known.mixed) put('mixed', mixedSection(known.mixed, report))
  writeFileSync(markdown, text)
  if (known.deeds) writeFileSync(chart, report.barChart(known.deeds.results.deeds))
  await runNode([packageBin('prettier'), '--log-level=warn', '--write', json, markdown], inRoot())
}

const rounded = (_key, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value)

function aboutRun(run) {
  const { rounds, seconds, connections } = run
  return about(run, `${connections} connections; medians of ${rounds} rounds of ${seconds} s`)
}

function about({ measured, machine, worker }, how) {
  const where = { in: 'in the API process', apart: 'in a process of its own', off: 'off' }[worker]
  return `Measured ${measured.slice(0, 10)} on ${machine.cores} cores (${machine.processor}), shared by load, API and PostgreSQL; Node ${machine.node}; ${how}; worker ${where}.`
}

const sizeOf = ({ patients, visits }) =>
  `The hospital has ${patients.toLocaleString('en-US')} patients and ${visits.toLocaleString('en-US')} appointments.`

function mixedSection({ run, results }, { mixedTable }) {
  const { connections, asked, all } = results
  const how = `${connections} connections for ${asked} s`
  const writes = ((100 * all.writes) / Math.max(1, all.count)).toFixed(1)
  const counted = `${all.count.toLocaleString('en-US')} requests were answered, ${writes} % of them changes; ${all.errors} failed.`
  return `${about(run, how)} ${sizeOf(results)} ${counted}\n\n${mixedTable(results)}`
}

function deedSection({ run, results }, { deedTable, costTable }) {
  return [
    `${aboutRun(run)} ${sizeOf(results)}`,
    deedTable(results.deeds),
    '![Deeds per second: ours, the floor, raw SQL](images/performance.svg)',
    'Processor time of one deed:',
    costTable(results.deeds),
  ].join('\n\n')
}

function memorySection({ run, results }, { table }) {
  const { atRest, afterLoad, restAgain, restSeconds } = results
  const mb = (value) => (value == null ? '–' : `${Math.round(value)} MB`)
  const rows = Object.entries({ api: 'API', web: 'web server' }).map(([key, name]) => [
    name,
    ...[atRest, afterLoad, restAgain].map((look) => mb(look[key])),
  ])
  const head = ['resident memory', `${restSeconds} s after the start`, 'after load', `${restSeconds} s later`]
  return `${aboutRun(run)}\n\n${table(head, rows)}`
}
