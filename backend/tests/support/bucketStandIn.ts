import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** An object as it was put. */
export interface StoredObject {
  body: string
  headers: IncomingMessage['headers']
}

export interface BucketStandIn {
  url: string
  keyId: string
  secret: string
  region: string
  objects: Map<string, StoredObject>
  /** Requests that were refused because of their signature. */
  refused: number
  /** What the next request is answered with, instead of what is right. */
  failNext: number | null
  close(): Promise<void>
}

const sha256 = (value: string) => createHash('sha256').update(value).digest('hex')
const hmac = (key: string | Buffer, value: string) => createHmac('sha256', key).update(value).digest()
const strict = (value: string) =>
  encodeURIComponent(value).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)

/** Names that a page of a list holds; a real bucket has a thousand. */
const PAGE = 2

/**
 * A bucket as S3 has it, as far as we use it: it computes each request's signature anew (AWS Signature 4), compares what was
 * sent with its hash, overwrites nothing when asked not to, deletes nothing, and lists names by pages.
 */
export async function startBucket(bucket = 'anchors'): Promise<BucketStandIn> {
  const standIn = {
    keyId: 'AKIATEST',
    secret: 'a secret of the test',
    region: 'eu-test-1',
    objects: new Map<string, StoredObject>(),
    refused: 0,
    failNext: null as number | null,
  }

  function isSigned(req: IncomingMessage, body: string): boolean {
    const match =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
        req.headers.authorization ?? '',
      )
    if (!match) return false
    const [, keyId, day, region, signedHeaders = '', signature] = match
    const time = String(req.headers['x-amz-date'])
    const names = signedHeaders.split(';')
    // Everything that says what is to be done has to be under the signature.
    const bound = Object.keys(req.headers).filter((name) => name === 'host' || name.startsWith('x-amz-'))
    if (keyId !== standIn.keyId || region !== standIn.region || !time.startsWith(day!)) return false
    if (bound.some((name) => !names.includes(name)) || req.headers['x-amz-content-sha256'] !== sha256(body))
      return false
    const url = new URL(req.url ?? '', 'http://bucket')
    const query = [...url.searchParams].map(([name, value]) => `${strict(name)}=${strict(value)}`).sort()
    const canonical = [
      req.method,
      url.pathname
        .split('/')
        .map((part) => strict(decodeURIComponent(part)))
        .join('/'),
      query.join('&'),
      ...names.map((name) => `${name}:${String(req.headers[name]).trim().replace(/\s+/g, ' ')}`),
      '',
      signedHeaders,
      sha256(body),
    ].join('\n')
    const scope = `${day}/${region}/s3/aws4_request`
    const key = hmac(hmac(hmac(hmac(`AWS4${standIn.secret}`, day!), region!), 's3'), 'aws4_request')
    return hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex') === signature
  }

  function put(name: string, body: string, headers: IncomingMessage['headers']): [number, string] {
    const checksum = headers['x-amz-checksum-sha256']
    if (checksum !== undefined && checksum !== createHash('sha256').update(body).digest('base64')) return [400, '']
    if (headers['if-none-match'] === '*' && standIn.objects.has(name)) return [412, '']
    standIn.objects.set(name, { body, headers })
    return [200, '']
  }

  function list(query: URLSearchParams): [number, string] {
    const [prefix, after] = [query.get('prefix') ?? '', query.get('start-after') ?? '']
    const names = [...standIn.objects.keys()].sort().filter((name) => name.startsWith(prefix) && name > after)
    const contents = names.slice(0, PAGE).map((name) => `<Contents><Key>${name}</Key><Size>1</Size></Contents>`)
    return [
      200,
      `<ListBucketResult><IsTruncated>${names.length > PAGE}</IsTruncated>${contents.join('')}</ListBucketResult>`,
    ]
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await text(req)
    const { pathname, searchParams } = new URL(req.url ?? '', 'http://bucket')
    const name = decodeURIComponent(pathname).slice(`/${bucket}/`.length)
    const answer = (): [number, string] => {
      if (standIn.failNext !== null) return [standIn.failNext, '']
      if (!isSigned(req, body)) {
        standIn.refused++
        return [403, '<Error><Code>SignatureDoesNotMatch</Code></Error>']
      }
      if (!pathname.startsWith(`/${bucket}`)) return [404, '']
      if (req.method === 'PUT' && name) return put(name, body, req.headers)
      if (req.method === 'GET' && searchParams.get('list-type') === '2') return list(searchParams)
      return [403, '']
    }
    const [status, reply] = answer()
    standIn.failNext = null
    res.writeHead(status, { 'Content-Type': 'application/xml' }).end(reply)
  }
  const server = createServer((req, res) => void handle(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(standIn, {
    url: `http://127.0.0.1:${port}/${bucket}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  })
}
