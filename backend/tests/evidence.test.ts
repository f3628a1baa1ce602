import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readCompliance, readStandards } from '../../scripts/lib/compliance.mjs'
import { cases } from '../../scripts/lib/scorecardCases.mjs'
import { scorecard } from '../../scripts/lib/scorecard.mjs'

interface Row {
  id: string
  name: string
  state: string
  shown: string
}

describe('the page of compliance', () => {
  const standard = (...requirements: object[]) => [{ name: 'x', title: 'X', sections: [{ title: 'x', requirements }] }]
  const met = { id: 'X-1', named: ['met'], met: ['package.json'] }
  const problems = (requirements: object[], tags: { tag: string; file: string }[]) =>
    (readCompliance as (...given: unknown[]) => { problems: string[] })(standard(...requirements), tags).problems

  it('takes a test for a clause or for a part of it', () => {
    expect(problems([met], [{ tag: 'X-1', file: 'a' }])).toEqual([])
    expect(problems([met], [{ tag: 'X-1(2)(b)', file: 'a' }])).toEqual([])
  })

  it('names what is said to be met without a test, or with one that is not there', () => {
    expect(problems([met], [])).toEqual(['X-1 is said to be met, and no test covers it'])
    expect(problems([met], [{ tag: 'X-11', file: 'a' }])).toEqual([
      'a covers X-11, which docs/compliance does not know',
      'X-1 is said to be met, and no test covers it',
    ])
  })

  it('names what is said not to be met while a test shows it, stands nowhere, or stands twice', () => {
    const not = { id: 'X-2', named: ['notMet'], notMet: 'why' }
    expect(problems([not], [{ tag: 'X-2', file: 'a' }])).toEqual(['X-2 is said to be not met, and a covers it'])
    const lost = { ...met, met: ['nowhere.ts'] }
    expect(problems([lost], [{ tag: 'X-1', file: 'a' }])).toEqual(['X-1 stands in nowhere.ts, which is not there'])
    expect(problems([met, met], [{ tag: 'X-1', file: 'a' }])[0]).toBe('docs/compliance has a requirement twice')
  })

  it('knows every requirement of levels 1 and 2 of ASVS 5.0.0, of which there are 70 and 183', () => {
    const asvs = (readStandards() as { name: string; sections: { requirements: { kind: string }[] }[] }[])
      .find(({ name }) => name === 'asvs')!
      .sections.flatMap(({ requirements }) => requirements.map(({ kind }) => kind))
    const count = (kind: string) => asvs.filter((each) => each === kind).length
    expect([count('level 1'), count('level 2')]).toEqual([70, 183])
  })
})

describe('the scorecard', () => {
  let folder = ''
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const rowsOf = (...lines: object[]) => {
    folder = mkdtempSync(join(tmpdir(), 'hms-figures-'))
    writeFileSync(join(folder, '1.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    return scorecard(folder) as Row[]
  }
  const stateOf = (rows: Row[], name: string) => rows.find((row) => row.name === name)?.state

  it('lets no figure pass that is outside its gate, or was tried too seldom', () => {
    const name = 'forged-tokens-accepted'
    expect(stateOf(rowsOf({ name, value: 0, of: 14 }), name)).toBe('pass')
    expect(stateOf(rowsOf({ name, value: 0, of: 13 }), name)).toBe('fail')
    expect(stateOf(rowsOf({ name, value: 0, of: 14 }, { name, value: 1, of: 1 }), name)).toBe('fail')
    expect(stateOf(rowsOf(), name)).toBe('missing')
  })

  it('takes the worst where adding up would say nothing, and each where it has to be exact', () => {
    const slow = 'seconds-until-open-pages-closed'
    expect(stateOf(rowsOf({ name: slow, value: 0.2 }, { name: slow, value: 2 }), slow)).toBe('fail')
    const once = 'uses-of-one-code'
    expect(stateOf(rowsOf({ name: once, value: 2, of: 20 }), once)).toBe('fail')
    expect(stateOf(rowsOf({ name: once, value: 1, of: 20 }), once)).toBe('pass')
  })

  it('has a gate or a reason for every case', () => {
    for (const { id, figures, left } of cases as { id: string; figures?: object[]; left?: string }[])
      expect([id, Boolean(left) || (figures?.length ?? 0) > 0]).toEqual([id, true])
    expect(new Set(cases.map(({ id }: { id: string }) => id)).size).toBe(cases.length)
  })
})
