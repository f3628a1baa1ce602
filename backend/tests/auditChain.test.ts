// @covers 45CFR164.312(b), 45CFR164.312(c)(1), 45CFR164.312(c)(2), GDPR-Art5(2), ASVS-11.4.3, ASVS-16.4.2
import { drop } from './support/ownDatabase.ts'
import { figure } from './support/figure.ts'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { db } from '../src/config/database.ts'
import { keys } from '../src/config/runtime.ts'
import * as AuditChain from '../src/models/AuditChain.ts'
import { type Anchor, lineOf, makeAnchor, readAnchors } from '../src/services/auditChain/anchor.ts'
import { checkLog } from '../src/services/auditChain/check.ts'
import { seal } from '../src/services/auditChain/seal.ts'
import { appendTo } from '../src/services/auditChain/tell.ts'
import { type Finding, verifyChain } from '../src/services/auditChain/verify.ts'
import type { CanonicalEvent } from '../src/utils/auditChain.ts'
import { afterTampering, cutBehind, fillLog, rewriteChain, type Tampering } from './support/auditChain.ts'
import { look, observer } from './support/observer.ts'

const ROWS = 3000
const folder = mkdtempSync(join(tmpdir(), 'hms-anchors-'))
const anchorFile = join(folder, 'anchors')
const backupUrl = new URL(process.env.DATABASE_BACKUP_URL!)
backupUrl.pathname = new URL(process.env.DATABASE_URL!).pathname

let reader: Awaited<ReturnType<typeof AuditChain.openForReading>>
const anchors: Anchor[] = []

async function anchorNow(): Promise<void> {
  const [root] = await look<{ log: string; ordinal: string; seq: string; hash: string }>(
    `SELECT (SELECT log_id FROM audit_sealing) AS log, ordinal::text, seq::text, encode(chain_hash, 'hex') AS hash
       FROM audit_seals s ORDER BY s.ordinal DESC LIMIT 1`,
  )
  const anchor = makeAnchor({ ...root!, at: '2026-11-23T05:00:00Z' }, keys)
  await appendTo(anchorFile, anchor, anchors.length === 0)
  anchors.push(anchor)
}

const settle = async () => {
  // A number is settled one look after it was given out.
  for (let look = 0; look < 3; look++) await seal()
}

beforeAll(async () => {
  await fillLog(ROWS / 2)
  await settle()
  await anchorNow()
  await fillLog(ROWS / 2)
  await settle()
  await anchorNow()
  reader = await AuditChain.openForReading(backupUrl.href)
}, 60_000)
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await reader.close()
  await Promise.all([db.close(), observer.end()])
  await drop()
})

const check = (ask: AuditChain.Asker = reader) => checkLog({ ask, anchorFile, keys })
const foundAfter = async (tamper: Tampering): Promise<Finding | undefined> =>
  (await afterTampering(tamper, (ask) => check(ask))).findings[0]

/** A sealed row in the middle, and the one behind it. */
const MIDDLE = 1700
const seqAt = async (ordinal: number) =>
  (await look<{ seq: string }>('SELECT seq::text FROM audit_seals WHERE ordinal = $1', [ordinal]))[0]!.seq

describe('the sealer', () => {
  it('numbers every row without gaps, in the order of the log', async () => {
    const [counts] = await look(
      `SELECT count(*)::int AS seals, max(ordinal)::int AS last, (SELECT count(*)::int FROM audit_events) AS rows,
              bool_and(hms_audit_hash(e) = s.row_hash) AS fit
         FROM audit_seals s JOIN audit_events e ON e.seq = s.seq`,
    )
    expect(counts).toMatchObject({
      fit: true,
      seals: (counts as { rows: number }).rows,
      last: (counts as { rows: number }).rows,
    })
  })

  it('hashes as the documented vectors say, apart from the verifier', async () => {
    const { events } = JSON.parse(
      readFileSync(new URL('../../docs/audit-chain-vectors.json', import.meta.url), 'utf8'),
    ) as {
      events: { event: CanonicalEvent; rowHash: string }[]
    }
    for (const { event, rowHash } of events) {
      const columns = Object.entries(event).map(([name, value]) => [
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value,
      ])
      const [row] = await look<{ hash: string }>(
        `SELECT encode(hms_audit_hash(e), 'hex') AS hash
           FROM jsonb_populate_record(NULL::audit_events, $1::jsonb || jsonb_build_object(
                  'recorded', timestamptz 'epoch' + $2::bigint * interval '1 microsecond')) e`,
        [JSON.stringify(Object.fromEntries(columns)), event.recorded],
      )
      expect(row!.hash).toBe(rowHash)
    }
  })

  it('misses no row whose transaction commits late, and seals the others meanwhile', async () => {
    const late = new pg.Client({ connectionString: process.env.DATABASE_SUPERUSER_URL })
    await late.connect()
    await late.query('BEGIN')
    const insert = `INSERT INTO audit_events (action, operation, actor_role, purpose, request_id, resource_type)
                    VALUES ('R', 'x', 'system', 'HOPERAT', 'late', 'Patient') RETURNING seq::text`
    const { seq } = (await late.query(insert)).rows[0] as { seq: string }
    await fillLog(50)
    await settle()
    const [meanwhile] = await look(
      `SELECT (SELECT count(*)::int FROM audit_seals WHERE seq > $1) AS sealed, settled_seq < $1 AS waits FROM audit_sealing`,
      [seq],
    )
    expect(meanwhile).toEqual({ sealed: 50, waits: true })
    await late.query('COMMIT')
    await late.end()
    await settle()
    const [after] = await look(
      `SELECT ordinal = (SELECT max(ordinal) FROM audit_seals) AS last, (SELECT settled_seq >= $1 FROM audit_sealing) AS settled
         FROM audit_seals WHERE seq = $1`,
      [seq],
    )
    expect(after).toEqual({ last: true, settled: true })
    expect((await check()).findings).toEqual([])
  })

  it('takes no notice of numbers that were rolled back', async () => {
    await look(`BEGIN; INSERT INTO audit_events (action, operation, actor_role, purpose, request_id, resource_type)
      VALUES ('R', 'x', 'system', 'HOPERAT', 'undone', 'Patient'); ROLLBACK`)
    await fillLog(5)
    await settle()
    expect((await check()).findings).toEqual([])
  })

  it('seals a long log in small steps, and by whichever of several processes comes first', async () => {
    await fillLog(200)
    await Promise.all([seal(7), seal(7), seal(7)])
    await settle()
    const [left] = await look<{ n: number }>(
      'SELECT count(*)::int AS n FROM audit_events e WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.seq = e.seq)',
    )
    expect(left!.n).toBe(0)
    expect((await check()).findings).toEqual([])
  })

  it.each(['UPDATE audit_seals SET row_hash = row_hash', 'DELETE FROM audit_seals', 'TRUNCATE audit_seals'])(
    'is the only one who writes seals, and only adds: %s',
    async (text) => {
      await expect(look(text)).rejects.toThrow('audit rows stay as they are')
    },
  )
})

describe('whoever owns the database server is found out who', () => {
  it.each<[string, Tampering, Partial<Finding>]>([
    [
      'changes one byte of a row in the middle',
      async (client) => {
        const seq = await seqAt(MIDDLE)
        await client.query(
          `UPDATE audit_events SET request_id = overlay(request_id PLACING 'F' FROM 1) WHERE seq = $1`,
          [seq],
        )
      },
      { ordinal: String(MIDDLE), kind: 'edited' },
    ],
    [
      'deletes one',
      async (client) => void (await client.query('DELETE FROM audit_events WHERE seq = $1', [await seqAt(MIDDLE)])),
      { ordinal: String(MIDDLE), kind: 'deleted' },
    ],
    [
      'swaps two',
      async (client) => {
        const [a, b] = [await seqAt(MIDDLE), await seqAt(MIDDLE + 5)]
        await client.query(
          'UPDATE audit_events SET seq = CASE seq WHEN $1 THEN $2::bigint ELSE $1 END WHERE seq IN ($1, $2)',
          [a, b],
        )
      },
      { ordinal: String(MIDDLE), kind: 'swapped' },
    ],
    [
      'takes away a seal',
      async (client) => {
        const seq = await seqAt(MIDDLE)
        await client.query('DELETE FROM audit_seals WHERE seq > $1 - 2 AND seq < $1', [seq])
      },
      { ordinal: String(MIDDLE - 1), kind: 'seal-broken' },
    ],
    [
      'puts in a row with an old number',
      (client) =>
        client.query(
          `INSERT INTO audit_events (seq, recorded, action, operation, actor_role, purpose, request_id, resource_type)
           VALUES (0, now() - interval '1 day', 'R', 'x', 'system', 'HOPERAT', 'x', 'Patient'),
                  (-7, now() - interval '1 day', 'R', 'x', 'system', 'HOPERAT', 'x', 'Patient')`,
        ),
      { kind: 'inserted', ordinal: '1' },
    ],
    [
      'changes a time',
      async (client) =>
        void (await client.query(`UPDATE audit_events SET recorded = recorded - interval '1 hour' WHERE seq = $1`, [
          await seqAt(MIDDLE),
        ])),
      { ordinal: String(MIDDLE), kind: 'edited', detail: expect.stringContaining('time') as never },
    ],
    [
      'deletes the last hundred rows',
      async (client) => {
        const [{ last }] = (await client.query('SELECT max(ordinal)::int AS last FROM audit_seals')).rows as [
          { last: number },
        ]
        await client.query('DELETE FROM audit_events WHERE seq IN (SELECT seq FROM audit_seals WHERE ordinal > $1)', [
          last - 100,
        ])
      },
      { kind: 'cut-tail' },
    ],
    ['deletes the end together with its seals', cutBehind(2000), { ordinal: '2001', kind: 'cut-tail' }],
    [
      'changes a row and writes the whole chain anew',
      async (client) => {
        await client.query(`UPDATE audit_events SET actor_role = 'admin' WHERE seq = $1`, [await seqAt(MIDDLE)])
        await rewriteChain(client)
      },
      { ordinal: '1501', kind: 'rewritten' },
    ],
    ['puts an older snapshot in its place', cutBehind(2000, true), { ordinal: '2001', kind: 'older-snapshot' }],
  ])('%s', async (_what, tamper, finding) => {
    const found = await foundAfter(tamper)
    const outside = ['cut-tail', 'rewritten', 'older-snapshot'].includes(finding.kind!)
    figure(outside ? 'cuts-and-rewritings-missed' : 'tamperings-missed', found?.kind === finding.kind ? 0 : 1, {
      of: 1,
    })
    expect(found).toMatchObject(finding)
  })

  it('adds a row now and dates it back', async () => {
    const found = await afterTampering(
      async (client) => {
        await client.query(
          `INSERT INTO audit_events (recorded, action, operation, actor_role, purpose, request_id, resource_type)
           VALUES (now() - interval '2 days', 'R', 'x', 'system', 'HOPERAT', 'x', 'Patient')`,
        )
        // The sealer takes it for one that comes late.
        await client.query(
          `INSERT INTO audit_seals (ordinal, seq, recorded, row_hash, chain_hash)
           SELECT l.ordinal, e.seq, e.recorded, l.row_hash, l.chain_hash
             FROM (SELECT * FROM audit_seals ORDER BY ordinal DESC LIMIT 1) head,
                  (SELECT * FROM audit_events ORDER BY seq DESC LIMIT 1) e,
                  hms_audit_links(head.chain_hash, head.ordinal + 1, ARRAY[hms_audit_hash(e)]) l`,
        )
      },
      (ask) => check(ask),
    )
    expect(found.findings[0]).toMatchObject({ kind: 'back-dated', ordinal: String(found.rows + 1) })
  })

  it('is told from one who changed nothing', async () => {
    const checked = await check()
    expect(checked).toMatchObject({ findings: [], notes: [], anchors: 2 })
    expect(checked.rows).toBeGreaterThanOrEqual(ROWS)
  })

  it('looks at a part where that is asked', async () => {
    const edit: Tampering = async (client) =>
      void (await client.query(`UPDATE audit_events SET reason = 'x' WHERE seq = $1`, [await seqAt(MIDDLE)]))
    const kinds = (from: bigint, to?: bigint) =>
      afterTampering(edit, async (ask) =>
        (await verifyChain({ ask, from, ...(to ? { to } : {}), anchors })).findings.map(({ ordinal }) => ordinal),
      )
    expect(await kinds(1n, BigInt(MIDDLE - 1))).toEqual([])
    expect(await kinds(BigInt(MIDDLE + 1))).toEqual([])
    expect(await kinds(BigInt(MIDDLE - 10))).toEqual([String(MIDDLE)])
  })
})

describe('the anchor file', () => {
  const lines = () => readFileSync(anchorFile, 'utf8')
  const checkFile = async (content: string | null) => {
    const path = join(folder, 'another')
    rmSync(path, { force: true })
    if (content !== null) writeFileSync(path, content)
    await look(
      `INSERT INTO audit_anchors (id, at, destination, ordinal, chain_hash)
       SELECT gen_random_uuid(), now(), 'file', $1, sha256('') WHERE NOT EXISTS (SELECT FROM audit_anchors)`,
      [anchors.at(-1)!.ordinal],
    )
    return (await checkLog({ ask: reader, anchorFile: path, keys })).findings.map(({ kind }) => kind)
  }

  it('has lines that only this hospital makes', async () => {
    expect((await readAnchors(anchorFile, keys)).anchors).toEqual(anchors)
    expect(await checkFile(lines())).toEqual([])
    const forged = { ...anchors[0]!, hash: anchors[1]!.hash }
    expect(await checkFile(lines() + lineOf(forged))).toEqual(['anchors-forged'])
    expect(await checkFile(`${lines()}something else\n`)).toEqual(['anchors-forged'])
  })

  it('is missed when it has gone or was cut', async () => {
    expect(await checkFile(null)).toEqual(['anchors-missing'])
    expect(await checkFile(lines().split('\n')[0]!)).toEqual(['anchors-missing'])
  })

  it('is not made anew once it was there', async () => {
    const gone = join(folder, 'gone')
    await expect(appendTo(gone, anchors[0]!, false)).rejects.toThrow('gone or empty')
    await expect(appendTo(join(folder, 'no', 'folder'), anchors[0]!, true)).rejects.toThrow('folder')
  })
})

describe('npm run audit:verify', () => {
  const run = (...args: string[]) => {
    const script = fileURLToPath(new URL('../src/auditVerify.ts', import.meta.url))
    const env = { ...process.env, DATABASE_BACKUP_URL: backupUrl.href, AUDIT_ANCHOR_FILE: anchorFile }
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { env, encoding: 'utf8' })
    return { status, text: stdout + stderr }
  }

  it('reads as the role of the backups and ends with 0 when all is well', () => {
    const { status, text } = run()
    expect(text).toContain('The audit log is as it was sealed.')
    expect(text).toMatch(/\d+ entries\/s/)
    expect(status).toBe(0)
  })

  it('ends with 1, and names ordinal and fault, when it is not', async () => {
    const seq = await seqAt(MIDDLE)
    await look(`BEGIN; SET LOCAL session_replication_role = replica;
      UPDATE audit_events SET outcome = 'failed' WHERE seq = ${seq}; COMMIT`)
    const { status, text } = run('--json')
    await look(`BEGIN; SET LOCAL session_replication_role = replica;
      UPDATE audit_events SET outcome = 'success' WHERE seq = ${seq}; COMMIT`)
    expect(JSON.parse(text)).toMatchObject({ findings: [{ ordinal: String(MIDDLE), kind: 'edited' }] })
    expect(status).toBe(1)
  })

  it('ends with 2 when it cannot tell', () => {
    expect(run('--from', 'nothing').status).toBe(2)
    expect(run('--colour', 'red').status).toBe(2)
  })
})

it('verifies some thousand rows a second', async () => {
  const begun = performance.now()
  const { rows } = await check()
  const perSecond = rows / ((performance.now() - begun) / 1000)
  console.log(`verified ${Math.round(perSecond)} rows/s`)
  expect(perSecond).toBeGreaterThan(200)
})
