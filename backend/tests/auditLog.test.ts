// @covers 45CFR164.308(a)(1)(ii)(D), ASVS-1.1.2, ASVS-1.2.10, ASVS-5.4.1, ASVS-5.4.2
import { drop } from './support/ownDatabase.ts'
import { figure } from './support/figure.ts'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditEvent } from '@hms/contract/audit'
import { auditApi, auditExportFormats, auditSortKeys } from '@hms/contract/audit'
import { patientApi } from '@hms/contract/patients'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aRequestId } from './support/auditChain.ts'

const folder = mkdtempSync(join(tmpdir(), 'hms-anchors-'))
const anchorFile = join(folder, 'anchors')
process.env.AUDIT_ANCHOR_FILE = anchorFile

const { app, call } = await import('./support/call.ts')
const { auditRows } = await import('./support/accounts.ts')
const { look, observer } = await import('./support/observer.ts')
const { aDoctor, anAdmin, aPatient } = await import('./support/people.ts')
const { db } = await import('../src/config/database.ts')
const { mindLog } = await import('../src/services/auditChain/mind.ts')
const { seal } = await import('../src/services/auditChain/seal.ts')
const { tellAnchors } = await import('../src/services/auditChain/tell.ts')
const { systemContext } = await import('../src/utils/context.ts')
const { keepSealing } = await import('../src/jobs/sealing.ts')

type Person = Awaited<ReturnType<typeof anAdmin>>
let admin: Person, doctor: Person, patient: Awaited<ReturnType<typeof aPatient>>
const formula = '=HYPERLINK("http://evil.example")'

beforeAll(async () => {
  ;[admin, doctor, patient] = await Promise.all([
    anAdmin(),
    aDoctor({ firstName: formula, lastName: 'Aarden' }),
    aPatient({ firstName: '@SUM(1)', lastName: 'Zuse' }),
  ])
  await call(patientApi.get, { as: patient, params: { id: patient.patientId } })
  await call(patientApi.get, { as: admin, params: { id: patient.patientId } })
  await call(patientApi.list, { as: doctor, query: { q: 'Zuse' } })
  await call(auditApi.list, { as: doctor })
  await call(patientApi.update, { as: patient, params: { id: patient.patientId }, body: { phone: '+1 555 010 4471' } })
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await Promise.all([db.close(), observer.end()])
  await drop()
})

describe('the order of the log', () => {
  const valueOf: Record<(typeof auditSortKeys)[number], (event: AuditEvent) => string> = {
    recorded: (event) => event.seq.padStart(12, '0'),
    action: (event) => event.action,
    operation: (event) => event.operation,
    outcome: (event) => event.outcome,
    actor: (event) => event.actor.name ?? event.actor.role,
    role: (event) => event.actor.role,
    resource: (event) => event.resource.type,
    patient: (event) => event.patientName ?? '',
    purpose: (event) => event.purpose,
    address: (event) => event.clientAddress ?? '',
  }

  async function whole(query: object): Promise<AuditEvent[]> {
    const to = new Date().toISOString()
    const items: AuditEvent[] = []
    let cursor: string | undefined
    do {
      const reply = await call(auditApi.list, {
        as: admin,
        query: { ...query, to, limit: 6, ...(cursor ? { cursor } : {}) },
      })
      expect(reply.status, JSON.stringify(reply.problem)).toBe(200)
      items.push(...reply.body.items)
      cursor = reply.body.nextCursor ?? undefined
    } while (cursor)
    return items
  }

  it.each(auditSortKeys.flatMap((sort) => (['asc', 'desc'] as const).map((order) => ({ sort, order }))))(
    'is by $sort, $order, with every row once',
    async ({ sort, order }) => {
      const [{ n }] = (await look<{ n: number }>('SELECT count(*)::int AS n FROM audit_events')) as [{ n: number }]
      const rows = await whole({ sort, order })
      expect(rows).toHaveLength(n)
      expect(new Set(rows.map(({ id }) => id)).size).toBe(n)
      const values = rows.map(valueOf[sort])
      const sorted = await look<{ v: string }>(`SELECT v FROM unnest($1::text[]) v ORDER BY v ${order}`, [values])
      expect(values).toEqual(sorted.map(({ v }) => v))
    },
  )

  it('goes together with filters', async () => {
    const rows = await whole({ sort: 'operation', order: 'asc', patientId: patient.patientId })
    expect(rows.map(({ operation }) => operation)).toEqual(rows.map(({ operation }) => operation).sort())
    expect(rows.every(({ patientIds }) => patientIds.includes(patient.patientId))).toBe(true)
    expect((await whole({ sort: 'actor', outcome: 'refused' })).map(({ actor }) => actor.id)).toEqual([doctor.userId])
  })

  it('refuses columns that are none, and more than is sorted in reasonable time', async () => {
    const ask = (query: object) => call(auditApi.list, { as: admin, query: query as never })
    expect((await ask({ sort: 'recorded; DROP TABLE users' })).status).toBe(422)
    expect((await ask({ order: 'sideways' })).status).toBe(422)
    const long = await ask({ sort: 'actor', from: '2020-01-01' })
    expect(long.problem.errors).toMatchObject([{ pointer: '/query/from' }])
    expect((await ask({ sort: 'actor', cursor: 'x' })).status).toBe(422)
  })
})

describe('an export of the log', () => {
  const take = (query: object, as: Person = admin, requestId = aRequestId()) =>
    request(app)
      .get('/api/audit/export')
      .query(query)
      .set('Authorization', `Bearer ${as.token}`)
      .set('X-Request-Id', requestId)
      .buffer(true)
      .parse((res, done) => {
        const parts: Buffer[] = []
        res.on('data', (part: Buffer) => parts.push(part))
        res.on('end', () => done(null, Buffer.concat(parts).toString()))
      })

  it('is CSV that no spreadsheet runs anything of', async () => {
    const reply = await take({ format: 'csv', patientId: patient.patientId })
    expect(reply.headers['content-type']).toContain('text/csv')
    expect(reply.headers['content-disposition']).toMatch(/attachment; filename="hms-audit-.*\.csv"/)
    expect(reply.body).toMatch(/^\uFEFFrecorded,entry,action,operation/)
    const lines = (reply.body as string).trim().split('\r\n')
    expect(lines.length).toBeGreaterThanOrEqual(4)
    expect(reply.body).toContain(`"'=HYPERLINK(""http://evil.example"") Aarden"`)
    figure('active-cells', (reply.body as string).match(/(^|,)"?[=+@]/gm)?.length ?? 0, { of: lines.length })
    expect(reply.body).not.toMatch(/(^|,)"?[=+@]/m)
  })

  it('is JSON as the API has it', async () => {
    const reply = await take({ format: 'json', actorId: patient.userId })
    const rows = JSON.parse(reply.body as string) as AuditEvent[]
    expect(rows.map(({ operation }) => operation)).toEqual(['patient.update', 'patient.read'])
  })

  it('is a FHIR bundle, or one AuditEvent a line, after IHE BALP', async () => {
    const bundle = JSON.parse((await take({ format: 'fhir', actorId: patient.userId })).body as string)
    expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'collection' })
    const lines = ((await take({ format: 'fhir-ndjson', actorId: patient.userId })).body as string).trim().split('\n')
    const events = lines.map((line) => JSON.parse(line))
    expect(bundle.entry.map(({ resource }: { resource: unknown }) => resource)).toEqual(events)
    expect(events[1]).toMatchObject({
      resourceType: 'AuditEvent',
      meta: { profile: ['https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead'] },
      type: { code: 'rest' },
      subtype: [{ code: 'read' }, { code: 'patient.read' }],
      action: 'R',
      outcome: '0',
      agent: [{ requestor: false }, { requestor: true, who: { identifier: { value: `urn:uuid:${patient.userId}` } } }],
      source: { observer: { display: 'HMS' } },
    })
    expect(events[1].entity.map(({ what }: { what: { reference?: string } }) => what.reference)).toContain(
      `Patient/${patient.patientId}`,
    )
  })

  it.each(auditExportFormats)('is whole also when nothing matches, as %s', async (format) => {
    const { status, body } = await take({ format, to: '2020-01-01' })
    expect(status).toBe(200)
    if (format === 'json') expect(JSON.parse(body as string)).toEqual([])
    if (format === 'fhir') expect(JSON.parse(body as string).entry).toEqual([])
  })

  it('has every row of a long log once, and leaves one row itself', async () => {
    await look(`INSERT INTO audit_events (action, operation, actor_role, purpose, request_id, resource_type)
      SELECT 'R', 'long.read', 'system', 'HOPERAT', 'long', 'Patient' FROM generate_series(1, 2500)`)
    const requestId = aRequestId()
    const reply = await take({ format: 'json', requestId: 'long' }, admin, requestId)
    const rows = JSON.parse(reply.body as string) as AuditEvent[]
    expect(new Set(rows.map(({ seq }) => seq)).size).toBe(2500)
    expect(await auditRows(requestId)).toMatchObject([
      { operation: 'audit.export', actor_id: admin.userId, reason: 'json requestId', outcome: 'success' },
    ])
  })

  it('is for administrators, and in a format that there is', async () => {
    const reply = await take({ format: 'csv' }, doctor)
    expect(reply.status).toBe(403)
    expect((await take({ format: 'xlsx' })).status).toBe(422)
    expect((await request(app).get('/api/audit/export?format=csv')).status).toBe(401)
  })
})

describe('whether the log is whole', () => {
  const integrity = async (as: Person = admin) => (await call(auditApi.integrity, { as })).body
  const ctx = (minutes = 0) => systemContext('job-1', Temporal.Now.instant().add({ minutes }))
  const settle = async () => {
    for (let look = 0; look < 3; look++) await seal()
  }
  const alarms = () => look(`SELECT 1 FROM messages WHERE kind = 'audit-broken' AND user_id = $1`, [admin.userId])

  it('is told while nothing is sealed, and who may not ask is refused', async () => {
    expect(await integrity()).toMatchObject({ state: 'unverified', sealedUpTo: 0, lastVerification: null })
    expect((await integrity()).secondsBehind).toBeGreaterThan(0)
    expect((await call(auditApi.integrity, { as: doctor })).status).toBe(403)
  })

  it('is sealed within a second or two by the worker', async () => {
    const ending = new AbortController()
    const working = keepSealing(ending.signal, 50)
    await expect.poll(async () => (await integrity()).secondsBehind, { timeout: 10_000 }).toBe(0)
    ending.abort()
    await working
    const [{ n }] = (await look<{ n: number }>('SELECT count(*)::int AS n FROM audit_events')) as [{ n: number }]
    expect((await integrity()).sealedUpTo).toBe(n)
  })

  it('is told outside, again when there is something new, and when a try failed', async () => {
    await tellAnchors(ctx(), null)
    expect(readFileSync(anchorFile, 'utf8').trim().split('\n')).toHaveLength(1)
    await tellAnchors(ctx(20), null)
    expect(readFileSync(anchorFile, 'utf8').trim().split('\n')).toHaveLength(1)
    await call(patientApi.get, { as: patient, params: { id: patient.patientId } })
    await settle()
    await tellAnchors(ctx(1), null)
    expect(readFileSync(anchorFile, 'utf8').trim().split('\n')).toHaveLength(1)
    renameSync(anchorFile, `${anchorFile}.away`)
    await tellAnchors(ctx(20), null)
    expect((await integrity()).anchors).toMatchObject([
      { destination: 'file', failure: expect.stringContaining('gone') },
    ])
    if (existsSync(anchorFile)) rmSync(anchorFile)
    renameSync(`${anchorFile}.away`, anchorFile)
    await tellAnchors(ctx(26), null)
    expect((await integrity()).anchors).toMatchObject([{ failure: null }])
    expect(readFileSync(anchorFile, 'utf8').trim().split('\n')).toHaveLength(2)
  })

  it('is verified by the worker', async () => {
    await mindLog(ctx(), 'newest')
    await mindLog(ctx(), 'all')
    const now = await integrity()
    expect(now).toMatchObject({ state: 'sound', broken: null, lastVerification: { outcome: 'passed', scope: 'all' } })
    expect(now.lastVerification!.to).toBe(now.sealedUpTo)
    expect(await alarms()).toEqual([])
  })

  it('raises an alarm once a day when it is not, until the place is found mended', async () => {
    const change = (outcome: string) =>
      look(`BEGIN; SET LOCAL session_replication_role = replica;
        UPDATE audit_events SET outcome = '${outcome}' WHERE seq = (SELECT seq FROM audit_seals WHERE ordinal = 3); COMMIT`)
    const [{ outcome }] = (await look<{ outcome: string }>(
      'SELECT outcome FROM audit_events WHERE seq = (SELECT seq FROM audit_seals WHERE ordinal = 3)',
    )) as [{ outcome: string }]
    await change(outcome === 'failed' ? 'success' : 'failed')
    await mindLog(ctx(), 'all')
    await mindLog(ctx(), 'all')
    expect(await integrity()).toMatchObject({
      state: 'broken',
      broken: { ordinal: 3, finding: expect.stringContaining('edited') },
    })
    // In the application and by mail.
    expect(await alarms()).toHaveLength(2)
    await change(outcome)
    await mindLog(ctx(), 'all')
    expect(await integrity()).toMatchObject({ state: 'sound', broken: null })
  })
})
