/**
 * docs/compliance.md: outside requirements (docs/compliance/*.yaml) beside the tests that show them, which name them in
 * comments (`// @covers 45CFR164.312(b), ASVS-7.3.1`).
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { inRoot, root } from './paths.mjs'

const STANDARDS = ['hipaa', 'gdpr', 'asvs']
const TESTS = [
  'backend/tests/**/*.test.ts',
  'backend/src/**/*.test.ts',
  'contract/src/**/*.test.ts',
  'frontend/e2e/*.spec.ts',
  'frontend/{app,components,lib,tests}/**/*.test.{ts,tsx}',
]
const STATES = {
  met: 'met',
  documented: 'documented',
  operator: 'for the operator',
  notMet: 'not met',
  notApplicable: 'does not apply',
}
export const reportFile = inRoot('docs', 'compliance.md')

const read = (name) => readFileSync(inRoot('docs', 'compliance', `${name}.yaml`), 'utf8')

/** Each requirement with its state, its places in the code, and the tests that name it. */
export function readStandards() {
  return STANDARDS.map((name) => {
    const { prefix, sections, ...rest } = parse(read(name), { stringKeys: true })
    const requirement = ([id, { kind, level, says, operator, ...state }]) => {
      const named = Object.keys(STATES).filter((key) => key in state || (key === 'operator' && operator))
      return { id: `${prefix}${id}`, kind: kind ?? (level ? `level ${level}` : ''), says, operator, named, ...state }
    }
    return {
      name,
      ...rest,
      sections: sections.map(({ title, requirements }) => ({
        title,
        requirements: Object.entries(requirements).map(requirement),
      })),
    }
  })
}

/** What the tests say of themselves: `{ tag, file }`. */
export function readTags() {
  return TESTS.flatMap((pattern) => globSync(pattern, { cwd: root }))
    .sort()
    .flatMap((file) =>
      [...readFileSync(inRoot(file), 'utf8').matchAll(/^\s*\/\/ @covers (.+)$/gm)].flatMap(([, list]) =>
        list.split(',').map((tag) => ({ tag: tag.trim(), file })),
      ),
    )
}

/** The requirement that a tag names: itself, or the listed clause that it is a part of; undefined when there is none. */
function requirementOf(tag, byId) {
  for (let id = tag; id; id = /^(.+)\([^()]+\)$/.exec(id)?.[1]) if (byId.has(id)) return byId.get(id)
  return undefined
}

/** Standards with the tests of each requirement, and every contradiction in words. */
export function readCompliance(standards = readStandards(), tags = readTags()) {
  const all = standards.flatMap(({ sections }) => sections.flatMap(({ requirements }) => requirements))
  const byId = new Map(all.map((each) => [each.id, Object.assign(each, { tests: new Set() })]))
  const problems = byId.size < all.length ? ['docs/compliance has a requirement twice'] : []
  for (const { tag, file } of tags) {
    const found = requirementOf(tag, byId)
    if (found) found.tests.add(file)
    else problems.push(`${file} covers ${tag}, which docs/compliance does not know`)
  }
  return { standards, problems: [...problems, ...all.flatMap(contradictions)] }
}

function contradictions({ id, named, tests, met, documented }) {
  const found = []
  const [state] = named
  if (named.filter((key) => key !== 'operator').length > 1 || !state) found.push(`${id} needs one state`)
  if (state === 'met' && tests.size === 0) found.push(`${id} is said to be met, and no test covers it`)
  if ((state === 'notMet' || state === 'notApplicable') && tests.size > 0)
    found.push(`${id} is said to be ${STATES[state]}, and ${[...tests].join()} covers it`)
  for (const path of [...(met ?? []), ...(documented ?? [])])
    if (!existsSync(inRoot(path))) found.push(`${id} stands in ${path}, which is not there`)
  return found
}

const link = (path) => `[${path.replace(/^.*\/(?=[^/]+\/[^/]+$)/, '')}](../${path.replaceAll(' ', '%20')})`
const links = (paths) => [...paths].map(link).join(', ')
const cell = (text) => String(text).replaceAll('|', '\\|').trim()
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`
const table = (head, rows) => [row(...head), row(...head.map(() => '---')), ...rows, '']
const stateOf = ({ named }) => STATES[named[0]]

/** The document, from nothing but what stands in the repository. */
export function complianceReport({ standards }) {
  const all = standards.flatMap(({ sections }) => sections.flatMap(({ requirements }) => requirements))
  return [
    '# Compliance',
    '',
    '<!-- Made by `npm run compliance` from docs/compliance/*.yaml and the comments @covers of the tests. -->',
    '',
    'What outside rules ask, where HMS does it, and which tests show it. `npm run verify` fails when this page is not what the',
    'tests say. **No certification:** nobody from outside has audited HMS, and a hospital complies by what it does, of which a',
    'program is a part. _Documented_ is what a document meets and no test can show.',
    '',
    ...summary(standards),
    ...operatorsPart(all),
    ...notMet(all),
    ...standards.flatMap(standardPart),
  ].join('\n')
}

function summary(standards) {
  const names = Object.values(STATES)
  const rows = standards.map(({ title, sections }) => {
    const list = sections.flatMap(({ requirements }) => requirements)
    return row(title, ...names.map((name) => list.filter((each) => stateOf(each) === name).length), list.length)
  })
  return table(['standard', ...names, 'all'], rows)
}

function operatorsPart(all) {
  const told = Map.groupBy(
    all.filter(({ operator }) => operator),
    ({ operator }) => operator,
  )
  const rows = [...told].map(([what, list]) => row(what, list.map(({ id }) => id).join(', ')))
  return ['## What the operator must do', '', ...table(['what', 'for'], rows)]
}

function notMet(all) {
  const rows = all.filter((each) => each.notMet).map(({ id, says, notMet: why }) => row(id, says, why))
  return ['## What is not met', '', ...table(['requirement', 'asks', 'why not'], rows)]
}

function standardPart({ title, source, about, sections }) {
  return [`## ${title}`, '', about.trim(), `Source: <${source}>.`, '', ...sections.flatMap(sectionPart)]
}

function sectionPart({ title, requirements }) {
  const kinds = requirements.some(({ kind }) => kind)
  const head = ['requirement', ...(kinds ? ['kind'] : []), 'asks', 'state', 'where', 'shown by']
  const rows = requirements
    .filter(({ notApplicable }) => !notApplicable)
    .map((each) =>
      row(
        each.id,
        ...(kinds ? [each.kind] : []),
        each.says,
        stateOf(each) + (each.met && each.operator ? ', with the operator' : ''),
        links(each.met ?? each.documented ?? []),
        links(each.tests),
      ),
    )
  const groups = Map.groupBy(
    requirements.filter(({ notApplicable }) => notApplicable),
    ({ notApplicable }) => notApplicable,
  )
  const left = [...groups].map(([why, list]) => `${list.map(({ id }) => id).join(', ')}: ${why}`)
  const after = left.length ? ['Does not apply:', '', ...left.map((line) => `- ${line}`), ''] : []
  return [`### ${title}`, '', ...(rows.length ? table(head, rows) : []), ...after]
}

/** Every reason why the page is not what the tests say. */
export function findComplianceProblems() {
  const compliance = readCompliance()
  const written = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : ''
  const stale = written === complianceReport(compliance) ? [] : ['docs/compliance.md is stale: npm run compliance']
  return [...compliance.problems, ...stale]
}
