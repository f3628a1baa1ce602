import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Id } from '@hms/contract/common'
import { CreatePatient } from '@hms/contract/patients'
import { may } from '@hms/contract/permissions'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openSlots, planVisits } from '../bench/fill/calendar.ts'
import { idOf } from '../bench/fill/numbers.ts'
import { detailsOf, personOf } from '../bench/fill/people.ts'
import { seal } from '../bench/fill/sealing.ts'
import { type Asker, makeDeeds, type Step } from '../bench/load/deeds.ts'
import { HttpConnection } from '../bench/load/httpConnection.ts'
import { driveMixed, mixture, turnsOf } from '../bench/load/mixed.ts'
import { median, medianRound, percentile, summarize } from '../bench/load/statistics.ts'
import type { World } from '../bench/load/world.ts'
import {
  barChart,
  type DeedResult,
  deedTable,
  figure,
  growthTable,
  mixedTable,
  replaceSection,
  table,
} from '../bench/report.ts'
import { databaseMemory } from '../../scripts/lib/databaseMemory.mjs'
import { searchText } from '../src/utils/searchText.ts'

const side = (perSecond: number) => ({ ...summarize([1, 2, 3], 0, 3 / perSecond), cpu: 500, databaseCpu: null })
const deed = (name: string, ours: number, floor: number | null): DeedResult => ({
  name,
  label: `deed <${name}>`,
  api: side(ours),
  floor: floor === null ? null : side(floor),
  raw: null,
})

it.each([
  ['512 MB', 2 ** 29, '128MB'],
  ['8 GB', 2 ** 33, '1024MB'],
  ['1 TB', 2 ** 40, '8192MB'],
])('the embedded database keeps pages in an eighth of %s, within bounds', (_size, bytes, pages) => {
  expect(databaseMemory(bytes)).toEqual({ shared_buffers: pages })
})

describe('the figures of a measurement', () => {
  it('are medians, whatever the order and however many rounds', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([10, 1, 5, 2])).toBe(3.5)
    expect(median([])).toBeNaN()
  })

  it('are percentiles by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, n) => n + 1)
    expect([0.5, 0.95, 0.99, 1].map((fraction) => percentile(values, fraction))).toEqual([50, 95, 99, 100])
    expect(percentile([7], 0.01)).toBe(7)
  })

  it('count what succeeded in the time, sorted as numbers', () => {
    expect(summarize([100, 9, 20], 2, 1.5)).toEqual({
      perSecond: 2,
      p50: 20,
      p95: 100,
      p99: 100,
      count: 3,
      errors: 2,
      seconds: 1.5,
    })
  })

  it('of several rounds are the median of each figure and the sum of the counts', () => {
    const rounds = [summarize([1], 0, 1), summarize([5, 5, 5], 1, 1), summarize([3, 3], 0, 1)]
    expect(medianRound(rounds)).toMatchObject({ perSecond: 2, p50: 3, count: 6, errors: 1, seconds: 3 })
  })
})

describe('the report', () => {
  it('has three digits where more would pretend', () => {
    expect([1234.5, 123.4, 12.34, 1.234, NaN, null].map(figure)).toEqual(['1,235', '123', '12.3', '1.23', '–', '–'])
  })

  it('has tables whose columns line up', () => {
    const lines = table(
      ['deed', 'n'],
      [
        ['one', '1'],
        ['búsqueda', '1,000'],
      ],
    ).split('\n')
    expect(lines).toEqual([
      '| deed     |     n |',
      '| -------- | ----: |',
      '| one      |     1 |',
      '| búsqueda | 1,000 |',
    ])
  })

  it('sets ours against the floor and against the system named for comparison', () => {
    const [, , row] = deedTable([deed('read', 900, 1200)]).split('\n')
    expect(row!.split('|').map((cell) => cell.trim())).toEqual(
      expect.arrayContaining(['deed <read>', '900', '1,200', '0.75', '3.00×']),
    )
  })

  it('shows how p95 grows from the smallest to the largest size', () => {
    const size = (patients: number, p95: number) => ({
      patients,
      visits: patients * 10,
      deeds: [{ name: 'search', label: 'search', perSecond: 1, p95, found: 0.98 }],
    })
    const [, , row] = growthTable([size(1000, 10), size(10_000, 12), size(100_000, 15)]).split('\n')
    expect(row!.split('|').map((cell) => cell.trim())).toEqual([
      '',
      'search',
      '10.0',
      '12.0',
      '15.0',
      '1.50×',
      '98 %',
      '',
    ])
  })

  it('draws a bar for each side that was measured, as long as its figure', () => {
    const svg = barChart([deed('read', 500, 1000), deed('signIn', 50, null)])
    const widths = [...svg.matchAll(/<rect x="220" y="(\d+)" width="([\d.]+)" height="11"/g)].map((match) =>
      Number(match[2]),
    )
    expect(widths).toHaveLength(3)
    expect(widths[1]! / widths[0]!).toBeCloseTo(2, 1)
    expect(widths[0]! / widths[2]!).toBeCloseTo(10, 0)
    expect(svg).toContain('deed &lt;read>')
  })

  it('replaces its own sections and leaves the words around them', () => {
    const document = 'before\n<!-- bench:deeds -->\nold\n<!-- /bench:deeds -->\nafter'
    const once = replaceSection(document, 'deeds', 'new')
    expect(once).toBe('before\n<!-- bench:deeds -->\n\nnew\n\n<!-- /bench:deeds -->\nafter')
    expect(replaceSection(once, 'deeds', 'new')).toBe(once)
    expect(() => replaceSection(document, 'growth', 'new')).toThrow('growth')
  })
})

describe('a filled hospital', () => {
  const from = Temporal.PlainDate.from('2026-03-02')
  const plan = { patients: 60, doctors: 7, visits: 600, slots: openSlots(from, from.add({ weeks: 2 })) }
  const visits = [...planVisits(plan)]

  it('sees every patient equally often, and nobody in two places at once', () => {
    expect(visits).toHaveLength(600)
    const countOf = Map.groupBy(visits, ({ patient }) => patient)
    expect([...countOf.values()].every((own) => own.length === 10)).toBe(true)
    for (const key of ['patient', 'doctor'] as const) {
      expect(new Set(visits.map((visit) => `${visit.slot.start}/${visit[key]}`)).size).toBe(600)
    }
  })

  it('is open at the same wall-clock times before and after the clocks change', () => {
    const starts = new Set(plan.slots.map(({ local }) => local.slice(11)))
    expect([starts.size, Math.min(...plan.slots.map(({ start }) => new Date(start).getUTCHours()))]).toEqual([21, 13])
    expect(new Date(plan.slots[0]!.start).toISOString()).toBe('2026-03-02T14:00:00.000Z')
  })

  it('refuses a calendar that is too small', () => {
    expect(() => [...planVisits({ ...plan, slots: plan.slots.slice(0, 10) })]).toThrow('fit')
  })

  it('has people whom the API would take, found by the words that it stores', () => {
    for (let row = 0; row < 300; row++) {
      const { searchName, ...person } = personOf(row)
      const { address, emergencyContact, medicalHistory, ...contact } = detailsOf(row, { ...person, searchName })
      const objects = { address, emergencyContact, medicalHistory }
      const parsed = Object.fromEntries(
        Object.entries(objects).map(([field, json]) => [field, JSON.parse(json) as unknown]),
      )
      expect(CreatePatient.safeParse({ ...person, ...contact, ...parsed }).error).toBeUndefined()
      expect(searchName).toBe(searchText(person.firstName, person.lastName))
    }
  })

  it('gives out identifiers in order of time that are valid and its own', () => {
    const ids = [idOf('patient', 1, 1000), idOf('patient', 2, 2000), idOf('bill', 1, 1000)]
    expect(ids.every((id) => Id.safeParse(id).success)).toBe(true)
    expect(new Set(ids).size).toBe(3)
    expect(ids[0]! < ids[1]!).toBe(true)
  })

  it.each([0, 1, 100, 191, 192, 5000, 9000])('seals %i letters as PostgreSQL opens them', async (length) => {
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
    await client.connect()
    try {
      const id = idOf('patient', 5, 5)
      const text = 'é'.repeat(length)
      const cipher = Buffer.from(seal(text, 'a key', id, 'patients.phone').slice(3), 'hex')
      const open = (key: string, field: string) =>
        client.query('SELECT hms_open($1, $2, $3, $4) AS plain', [cipher, key, id, field])
      expect((await open('a key', 'patients.phone')).rows).toEqual([{ plain: text }])
      await expect(open('a key', 'patients.email')).rejects.toMatchObject({ code: 'HM002' })
      await expect(open('another key', 'patients.phone')).rejects.toThrow()
    } finally {
      await client.end()
    }
  })
})

describe('the load', () => {
  let server: Server
  let port: number
  beforeAll(async () => {
    server = createServer((request, response) => {
      const body = Buffer.from(JSON.stringify({ path: request.url, as: request.headers.authorization ?? null }))
      if (request.url === '/streamed') return void response.end(body)
      response.writeHead(201, { 'Content-Length': body.length })
      // In two pieces, as replies of some size come.
      response.write(body.subarray(0, 5))
      setTimeout(() => response.end(body.subarray(5)), 5)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => void server.close())

  it('keeps its connection, and reads replies that come in pieces', async () => {
    let connections = 0
    server.on('connection', () => connections++)
    const connection = new HttpConnection(port)
    for (const path of ['/a', '/b']) {
      const { status, body } = await connection.request('GET', path, 'token')
      expect([status, JSON.parse(body.toString())]).toEqual([201, { path, as: 'Bearer token' }])
    }
    expect(connections).toBe(1)
    connection.close()
  })

  it('goes on after a server that went away', async () => {
    const connection = new HttpConnection(port)
    await connection.request('GET', '/a', null)
    server.closeAllConnections()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect((await connection.request('GET', '/b', null)).status).toBe(201)
    connection.close()
  })

  it('asks for distinct free times', () => {
    const world = {
      doctors: [],
      patients: [{ id: 'p' }],
      bookable: { doctorIds: ['d1', 'd2', 'd3'], from: '2027-01-01', visitTypeId: 'v' },
      week: {},
    } as unknown as World
    const { task } = makeDeeds(world).book!
    const asked = Array.from(
      { length: 3000 },
      (_, n) => task(n).step.body as { doctorId: string; appointmentDate: string },
    )
    expect(new Set(asked.map(({ doctorId, appointmentDate }) => `${doctorId}/${appointmentDate}`)).size).toBe(3000)
  })
})

describe('everything at once', () => {
  const world = {
    doctors: [{ id: 'd1', email: 'd1', inCare: ['p'] }],
    patients: [{ id: 'p', searchName: 'ann lee', dateOfBirth: '1990-01-01' }],
    bookable: { doctorIds: ['d1'], from: '2027-01-01', visitTypeId: 'v' },
    week: { from: '2027-01-04', to: '2027-01-10' },
  } as unknown as World
  const deeds = makeDeeds(world)
  /** Drives for as long as it takes to answer so many requests, at once and in the order they come. */
  const drive = async (requests: number, answer: (step: Step, as: Asker) => number) => {
    const numbers = new Map<string, number>()
    const numberOf = (deed: string) => numbers.set(deed, (numbers.get(deed) ?? -1) + 1).get(deed)!
    const clock = vi.spyOn(performance, 'now')
    let asked = 0
    clock.mockImplementation(() => (asked < requests ? 0 : 1000))
    const send = async (step: Step, as: Asker) => {
      asked++
      return { status: answer(step, as), body: '{"id":"b"}' }
    }
    try {
      return await driveMixed({ deeds, numberOf, connections: [send], seconds: 1 })
    } finally {
      clock.mockRestore()
    }
  }

  it('is 80 reads and 20 changes of a hundred requests, each by somebody who may', () => {
    const percent = (shares: typeof mixture) => shares.reduce((sum, share) => sum + share.percent, 0)
    const isRead = ({ deed }: (typeof mixture)[number]) => deeds[deed]!.task(0).step.method === 'GET'
    expect([percent(mixture.filter(isRead)), percent(mixture.filter((share) => !isRead(share)))]).toEqual([80, 20])
    expect(turnsOf().reduce((sum, { requests }) => sum + requests, 0)).toBe(100)
    expect(new Set(mixture.map(({ as }) => as))).toEqual(new Set(['admin', 'receptionist', 'billing', 'doctor']))
    const needs = {
      search: 'patient:list',
      read: 'patient:read',
      readInCare: 'patient:read',
      slots: 'doctor:read',
      calendar: 'appointment:read',
      create: 'patient:create',
      book: 'appointment:book',
      bill: 'billing:create',
    } as const
    for (const { deed, as } of mixture) expect([deed, as, may(as, needs[deed as keyof typeof needs])]).toContain(true)
  })

  it('counts and times every request, in the shares that it names', async () => {
    const report = await drive(300, (step) => step.expect)
    expect([report.count, report.errors, report.writes]).toEqual([300, 0, 60])
    expect(report.parts.map(({ count }) => count)).toEqual(mixture.map(({ percent }) => 3 * percent))
    const rows = mixedTable({ all: report, parts: report.parts }).split('\n')
    expect(rows).toHaveLength(2 + mixture.length + 1)
    expect(rows[2]).toMatch(/patient search by name +\| receptionist +\| +14 %/)
  })

  it('tells of every request that was answered otherwise, and of the first one how', async () => {
    const report = await drive(100, (step) =>
      step.path.startsWith('/api/appointments') && step.method === 'POST' ? 409 : step.expect,
    )
    const booking = report.parts.find(({ deed }) => deed === 'book')!
    expect([booking.errors, booking.count, report.errors, report.count]).toEqual([8, 0, 8, 92])
    expect(report.firstError).toContain('POST /api/appointments: 409')
  })
})
