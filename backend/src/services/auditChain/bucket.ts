import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import type { BucketSettings } from '../../config/anchors.ts'
import type { KeyRing } from '../../config/keys.ts'
import { type Anchor, AnchorError, isOurs, lineOf, parsedAnchor, type ReadAnchors } from './anchor.ts'

/** Each request by itself. */
const PATIENCE_MS = 20_000
const DAY_MS = 86_400_000
/** The longest ordinal: names are listed in the order of their letters. */
const DIGITS = 19

const clientOf = ({ keyId, secret, region }: BucketSettings) =>
  new AwsClient({ accessKeyId: keyId, secretAccessKey: secret, region, service: 's3', retries: 0 })

const prefixOf = ({ folder }: BucketSettings, log: string) => `${folder}${log}/`

const padded = (ordinal: string | bigint) => String(ordinal).padStart(DIGITS, '0')

/** The name says all that the line in the object says, so that a list of names is enough to verify. */
const nameOf = ({ ordinal, seq, hash, at, key, mac }: Anchor) =>
  `${[padded(ordinal), seq, hash, at.replace(/[-:]/g, ''), key, mac].join('.')}.json`

function anchorNamed(log: string, name: string): Anchor | null {
  const [ordinal = '', seq, hash, at = '', key, mac, end, ...rest] = name.split('.')
  if (end !== 'json' || rest.length > 0) return null
  const time = at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  return parsedAnchor({ v: 1, log, ordinal: ordinal.replace(/^0+/, ''), seq, hash, at: time, key, mac })
}

async function ask(bucket: BucketSettings, url: string, init: RequestInit): Promise<Response> {
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const signed = await clientOf(bucket).sign(url, { ...init, aws: { allHeaders: true } })
  return fetch(signed, { signal, redirect: 'error' }).catch(() => {
    throw new AnchorError('The bucket cannot be reached')
  })
}

/** What a status stands for, in words that may be shown. */
const REASONS: Record<number, string> = {
  400: 'The bucket does not take it: look at its region and at Object Lock',
  401: 'The bucket refuses our key',
  403: 'The bucket refuses our key, or what it may do',
  404: 'There is no such bucket',
}

const reasonOf = ({ status }: Response) => REASONS[status] ?? `The bucket answers ${status}`

/**
 * Adds an object with one anchor. It is never overwritten: the same one, sent again, is there already.
 * @throws AnchorError
 */
export async function putAnchor(bucket: BucketSettings, anchor: Anchor): Promise<void> {
  const body = lineOf(anchor)
  const digest = createHash('sha256').update(body).digest()
  const until = bucket.lockDays && new Date(Date.now() + bucket.lockDays * DAY_MS).toISOString()
  const reply = await ask(bucket, `${bucket.url}/${prefixOf(bucket, anchor.log)}${nameOf(anchor)}`, {
    method: 'PUT',
    body,
    headers: {
      'Content-Type': 'application/json',
      'If-None-Match': '*',
      'X-Amz-Content-Sha256': digest.toString('hex'),
      'X-Amz-Checksum-Sha256': digest.toString('base64'),
      ...(until ? { 'X-Amz-Object-Lock-Mode': 'COMPLIANCE', 'X-Amz-Object-Lock-Retain-Until-Date': until } : {}),
    },
  })
  await reply.body?.cancel()
  if (!reply.ok && reply.status !== 412) throw new AnchorError(reasonOf(reply))
}

const NOTHING = createHash('sha256').digest('hex')

/** One page of names behind `after`, by ListObjectsV2. */
async function listNames(bucket: BucketSettings, prefix: string, after: string): Promise<string[]> {
  const query = new URLSearchParams({ 'list-type': '2', prefix, 'start-after': after })
  const reply = await ask(bucket, `${bucket.url}?${query}`, { headers: { 'X-Amz-Content-Sha256': NOTHING } })
  if (!reply.ok) throw new AnchorError(reasonOf(reply))
  return [...(await reply.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, name]) => name!)
}

/**
 * Reads the anchors of a log from an ordinal on, a thousand names at a time. Without keys who made them is not looked at.
 * @throws AnchorError
 */
export async function readBucketAnchors(
  bucket: BucketSettings,
  log: string,
  from: bigint,
  keys: KeyRing | null,
): Promise<ReadAnchors> {
  const prefix = prefixOf(bucket, log)
  const anchors: Anchor[] = []
  const forged: number[] = []
  let after = `${prefix}${padded(from - 1n)}~`
  for (let names = await listNames(bucket, prefix, after); names.length > 0;) {
    for (const name of names) {
      const anchor = anchorNamed(log, name.slice(prefix.length))
      if (anchor && isOurs(anchor, keys)) anchors.push(anchor)
      else forged.push(anchors.length + forged.length + 1)
    }
    after = names.at(-1)!
    names = await listNames(bucket, prefix, after)
  }
  return { isThere: anchors.length + forged.length > 0, anchors, forged }
}
