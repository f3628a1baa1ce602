// @covers 45CFR164.312(c)(1), 45CFR164.312(c)(2), ASVS-16.4.2
import { drop } from './support/ownDatabase.ts'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBucket } from '../src/config/anchors.ts'
import { db } from '../src/config/database.ts'
import { env, keys } from '../src/config/runtime.ts'
import { checkLog } from '../src/services/auditChain/check.ts'
import type { Anchor } from '../src/services/auditChain/anchor.ts'
import { putAnchor } from '../src/services/auditChain/bucket.ts'
import { seal } from '../src/services/auditChain/seal.ts'
import { tellAnchors } from '../src/services/auditChain/tell.ts'
import { systemContext } from '../src/utils/context.ts'
import { afterTampering, cutBehind, fillLog, rewriteChain } from './support/auditChain.ts'
import { type BucketStandIn, startBucket } from './support/bucketStandIn.ts'
import { look, observer } from './support/observer.ts'

/** Roots of the log in a bucket of somebody else's, who lets us add and look, and nothing more. */

let bucket: BucketStandIn
const settings = () => ({
  url: bucket.url,
  folder: 'hms/log/',
  region: bucket.region,
  keyId: bucket.keyId,
  secret: bucket.secret,
  lockDays: 30,
})

let now = Temporal.Now.instant()
/** Tells as the worker does, each time as if the pause were over. */
async function tell(): Promise<void> {
  now = now.add({ hours: 1 })
  await tellAnchors(systemContext('anchors', now), null)
}

async function grow(): Promise<void> {
  await fillLog(200)
  for (let look = 0; look < 3; look++) await seal()
}

beforeAll(async () => {
  bucket = await startBucket()
  Object.assign(env.auditAnchors, { file: null, mail: null, bucket: settings() })
  for (let n = 0; n < 5; n++) {
    await grow()
    await tell()
  }
})
afterAll(async () => {
  await Promise.all([bucket.close(), db.close(), observer.end()])
  await drop()
})

const asked = {
  many: async <T extends object>(text: string, values?: readonly unknown[]) => look<T>(text, values as never),
}
const check = (ask = asked, from = 1n) =>
  checkLog({ ask, from, anchorFile: null, bucket: env.auditAnchors.bucket, keys })

describe('a bucket', () => {
  it('gets one object for each root, signed, locked and never overwritten', async () => {
    expect(bucket.objects.size).toBe(5)
    expect(bucket.refused).toBe(0)
    const [[name, { body, headers }]] = [...bucket.objects] as [[string, { body: string; headers: object }]]
    const [{ log }] = (await look('SELECT log_id AS log FROM audit_sealing')) as [{ log: string }]
    expect(name.startsWith(`hms/log/${log}/0000000000000000`)).toBe(true)
    expect(JSON.parse(body)).toMatchObject({ v: 1, log, key: keys.currentId })
    expect(headers).toMatchObject({ 'if-none-match': '*', 'x-amz-object-lock-mode': 'COMPLIANCE' })
    const until = Date.parse((headers as Record<string, string>)['x-amz-object-lock-retain-until-date']!)
    expect(Math.round((until - Date.now()) / 86_400_000)).toBe(30)
    await putAnchor(settings(), JSON.parse(body) as Anchor)
    expect(bucket.objects.get(name)!.body).toBe(body)
    expect(await look(`SELECT DISTINCT destination, failure FROM audit_anchors`)).toEqual([
      { destination: 's3', failure: null },
    ])
  })

  it('is read back, page by page, and agrees with the log', async () => {
    expect(await check()).toMatchObject({ findings: [], notes: [], anchors: 5, isBlind: false })
    const { ordinal } = JSON.parse([...bucket.objects.values()][3]!.body) as { ordinal: string }
    expect(await check(asked, BigInt(ordinal))).toMatchObject({ findings: [], anchors: 2 })
  })

  it('shows a chain that was written anew, and one that was cut off', async () => {
    const rewritten = await afterTampering(
      async (client) => {
        await client.query(
          `UPDATE audit_events SET actor_role = 'admin' WHERE seq = (SELECT seq FROM audit_seals WHERE ordinal = 300)`,
        )
        await rewriteChain(client)
      },
      (ask) => check(ask as never),
    )
    expect(rewritten.findings[0]).toMatchObject({ kind: 'rewritten' })
    const cut = await afterTampering(cutBehind(500, true), (ask) => check(ask as never))
    expect(cut.findings.map(({ kind }) => kind)).toContain('older-snapshot')
  })

  it('is missed where objects have gone, and minded where somebody else has put one', async () => {
    const [last, object] = [...bucket.objects].at(-1)!
    bucket.objects.delete(last)
    expect((await check()).findings).toMatchObject([{ kind: 'anchors-missing' }])
    const forgedName = last.replace(/\.[0-9a-f]{64}\.json$/, `.${'0'.repeat(64)}.json`)
    bucket.objects.set(last, object).set(forgedName, object).set(`${last}x`, object)
    expect((await check()).findings).toMatchObject([{ kind: 'anchors-forged' }])
    bucket.objects.delete(forgedName)
    bucket.objects.delete(`${last}x`)
    expect((await check()).findings).toEqual([])
  })

  it.each([
    [503, 'The bucket answers 503'],
    [404, 'There is no such bucket'],
  ])('that answers %d keeps nobody from verifying, and is tried again', async (status, words) => {
    bucket.failNext = status
    expect(await check()).toMatchObject({ findings: [], isBlind: true, notes: [expect.stringContaining(words)] })
    await grow()
    bucket.failNext = status
    await tell()
    const [last] = await look('SELECT failure FROM audit_anchors ORDER BY at DESC LIMIT 1')
    expect(last).toEqual({ failure: words })
    await tell()
    expect((await check()).findings).toEqual([])
  })

  it('refuses another key, which is told', async () => {
    const wrong = { ...settings(), secret: 'another' }
    const anchor = JSON.parse([...bucket.objects.values()][0]!.body) as Anchor
    await expect(putAnchor(wrong, anchor)).rejects.toThrow('The bucket refuses our key')
    expect(bucket.refused).toBe(1)
    await expect(putAnchor({ ...settings(), url: 'http://127.0.0.1:9/anchors' }, anchor)).rejects.toThrow(
      'The bucket cannot be reached',
    )
  })

  it('is named by the environment, whole or not at all', () => {
    const whole = {
      AUDIT_ANCHOR_S3: 'https://s3.example.org/anchors/hms/',
      AUDIT_ANCHOR_S3_KEY_ID: 'id',
      AUDIT_ANCHOR_S3_SECRET: 'secret',
    }
    expect(readBucket(whole)).toMatchObject({
      url: 'https://s3.example.org/anchors',
      folder: 'hms/',
      region: 'us-east-1',
      lockDays: null,
    })
    expect(readBucket({})).toBeNull()
    expect(() => readBucket({ ...whole, AUDIT_ANCHOR_S3: 'https://s3.example.org' })).toThrow('must name a bucket')
  })

  it('is read by npm run audit:verify too, which ends with 2 when it cannot be', async () => {
    const script = fileURLToPath(new URL('../src/auditVerify.ts', import.meta.url))
    const backupUrl = new URL(process.env.DATABASE_BACKUP_URL!)
    backupUrl.pathname = new URL(process.env.DATABASE_URL!).pathname
    const run = async (url: string) => {
      const given = { ...settings(), url }
      const child = spawn(process.execPath, [script], {
        env: {
          ...process.env,
          DATABASE_BACKUP_URL: backupUrl.href,
          AUDIT_ANCHOR_S3: `${given.url}/${given.folder}`,
          AUDIT_ANCHOR_S3_KEY_ID: given.keyId,
          AUDIT_ANCHOR_S3_SECRET: given.secret,
          AUDIT_ANCHOR_S3_REGION: given.region,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'close')
      const said = await text(child.stdout)
      return { status: (await ended)[0] as number, said }
    }
    const read = await run(bucket.url)
    expect([read.status, read.said]).toEqual([0, expect.stringMatching(/[1-9]\d* anchors met/)])
    const blind = await run('http://127.0.0.1:9/anchors')
    expect([blind.status, blind.said]).toEqual([2, expect.stringContaining('The bucket cannot be reached')])
  })
})
