import { callRaw, type Downloadable } from './api.ts'
import type { EndpointSpec } from '@hms/contract/endpoint'
import type { Endpoint } from './endpoints.ts'

/** A file that the API has made, with what it says of its own content. */
export interface Download {
  name: string
  content: Blob
  /** SHA-256 in hexadecimal digits, as the API told it; null where it tells none. */
  sha256: string | null
  /** Whether the content is the one that was told. */
  isWhole: boolean
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** The digest of RFC 9530 (`sha-256=:base64:`). */
function toldDigest(header: string | null): string | null {
  const base64 = /sha-256=:([A-Za-z0-9+/=]+):/.exec(header ?? '')?.[1]
  return base64 ? hex(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))) : null
}

/** Fetches a document; where a fresh proof is asked for, the reader gives it first. */
export async function download<E extends EndpointSpec>(
  endpoint: Endpoint<E>,
  options: Downloadable<E>,
): Promise<Download> {
  const response = await callRaw(endpoint, options)
  const content = await response.blob()
  const sha256 = toldDigest(response.headers.get('Repr-Digest'))
  const found = sha256 && hex(new Uint8Array(await crypto.subtle.digest('SHA-256', await content.arrayBuffer())))
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'download'
  return { name, content, sha256, isWhole: found === sha256 }
}

/** Hands a file to the browser, which keeps it where it keeps downloads. */
export function keepFile({ name, content }: Pick<Download, 'name' | 'content'>): void {
  const address = URL.createObjectURL(content)
  openFile(address, name)
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** Has the browser fetch a file by itself, however long it is. */
export function openFile(address: string, name = ''): void {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}
