import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Readable, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { Decrypter, Encrypter } from 'age-encryption'
import { BackupError } from './backupError.ts'

/** What went through, to be compared when it is read again. */
interface Passed {
  bytes: number
  sha256: string
}

/** Counts and hashes what passes. */
class Meter extends Transform {
  bytes = 0
  readonly #hash = createHash('sha256')

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.bytes += chunk.length
    this.#hash.update(chunk)
    this.see(chunk)
    done(null, chunk)
  }

  /** For what wants to look at the bytes, too. */
  protected see(_chunk: Buffer): void {}

  passed(): Passed {
    return { bytes: this.bytes, sha256: this.#hash.digest('hex') }
  }
}

const TAB = 9
const NEWLINE = 10

/** Rows in the text format of COPY: one line each, fields between tabs, everything else escaped. */
class RowMeter extends Meter {
  rows = 0
  /** The first line that has not as many fields as there are columns; 0 when all have. */
  oddLine = 0
  readonly #tabs: number
  #seen = 0

  constructor(columns: number) {
    super()
    this.#tabs = columns - 1
  }

  protected override see(chunk: Buffer): void {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]
      if (byte === TAB) this.#seen++
      else if (byte === NEWLINE) {
        this.rows++
        if (this.#seen !== this.#tabs) this.oddLine ||= this.rows
        this.#seen = 0
      }
    }
  }
}

export interface SealedRows {
  rows: number
  plainBytes: number
  plainSha256: string
  bytes: number
  sha256: string
}

function encrypterFor(recipients: readonly string[]): Encrypter {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return encrypter
}

/** Only the owner may read it, and it must not be there yet. Its content is on the disk when the stream has ended. */
const newFile = (path: string) => createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true })

/** Compresses and encrypts rows on their way to the file: they never touch the disk as they are. */
export async function writeRows(
  path: string,
  source: Readable,
  columns: number,
  recipients: readonly string[],
): Promise<SealedRows> {
  const plain = new RowMeter(columns)
  const sealed = new Meter()
  const compressed = createZstdCompress()
  const failed = new AbortController()
  const { signal } = failed
  const feeding = pipeline(source, plain, compressed, { signal })
  const writing = encrypterFor(recipients)
    .encrypt(Readable.toWeb(compressed) as globalThis.ReadableStream<Uint8Array>)
    .then((stream) => pipeline(Readable.fromWeb(stream as ReadableStream), sealed, newFile(path), { signal }))
  // Whichever end fails first, the other one must not wait for it for ever.
  await Promise.all([feeding, writing].map((end) => end.catch((error: Error) => giveUp(failed, error))))
  if (plain.oddLine) throw new BackupError(`Row ${plain.oddLine} has not ${columns} columns`)
  const { bytes: plainBytes, sha256: plainSha256 } = plain.passed()
  return { rows: plain.rows, plainBytes, plainSha256, ...sealed.passed() }
}

function giveUp(failed: AbortController, error: Error): never {
  const first = failed.signal.aborted ? failed.signal.reason : error
  failed.abort(first)
  throw first
}

/** Encrypts a short text. */
export async function writeText(path: string, text: string, recipients: readonly string[]): Promise<void> {
  const sealed = await encrypterFor(recipients).encrypt(text)
  await pipeline(Readable.from([Buffer.from(sealed)]), newFile(path))
}

async function decryptedStream(path: string, meter: Meter, identities: readonly string[]) {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  const file = createReadStream(path)
  const metered = file.pipe(meter)
  file.once('error', (error) => meter.destroy(error))
  try {
    const opened = await decrypter.decrypt(Readable.toWeb(metered) as globalThis.ReadableStream<Uint8Array>)
    return Readable.fromWeb(opened as ReadableStream)
  } catch (error) {
    file.destroy()
    throw error
  }
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

/**
 * Decrypts rows and hands them to `sink`, checking all that the manifest says of them. What the sink has taken is worth
 * nothing before this has ended well.
 *
 * @throws BackupError naming the file, when anything is not as it was written
 */
export async function readRows(
  path: string,
  expected: SealedRows & { file: string; columns: readonly string[] },
  identities: readonly string[],
  sink: Writable = nowhere(),
): Promise<void> {
  const sealed = new Meter()
  const plain = new RowMeter(expected.columns.length)
  try {
    const stream = await decryptedStream(path, sealed, identities)
    await pipeline(stream, createZstdDecompress(), plain, sink)
  } catch (error) {
    throw asBackupError(expected.file, error as Error, true)
  }
  const found = { ...plain.passed(), rows: plain.rows, file: sealed.passed() }
  const same =
    found.rows === expected.rows &&
    found.bytes === expected.plainBytes &&
    found.sha256 === expected.plainSha256 &&
    found.file.bytes === expected.bytes &&
    found.file.sha256 === expected.sha256
  if (!same) throw new BackupError(`${expected.file} is not the file that the manifest describes`)
  if (plain.oddLine) throw new BackupError(`${expected.file}: row ${plain.oddLine} has the wrong number of columns`)
}

/** @throws BackupError when it cannot be decrypted, or was changed */
export async function readText(path: string, identities: readonly string[]): Promise<string> {
  const file = path.split(/[\\/]/).slice(-2).join('/')
  try {
    const chunks: Buffer[] = []
    for await (const chunk of await decryptedStream(path, new Meter(), identities)) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks).toString()
  } catch (error) {
    throw asBackupError(file, error as Error, false)
  }
}

/** The bytes of a file as they are, to see whether the disk gives back what was written. */
export async function hashFile(path: string): Promise<Passed> {
  const meter = new Meter()
  await pipeline(createReadStream(path), meter, nowhere())
  return meter.passed()
}

/** @param opens whether the private key is known to be the right one, so that it must be the file */
function asBackupError(file: string, error: Error & { code?: string; severity?: string }, opens: boolean): Error {
  // What the database said while it took the rows is not about the file.
  if (error instanceof BackupError || error.severity !== undefined) return error
  if (error.code === 'ENOENT') return new BackupError(`${file} is missing`)
  if (!opens && /no identity matched/i.test(error.message))
    return new BackupError(`${file} was not encrypted for this private key`)
  return new BackupError(`${file} is damaged: ${error.message}`)
}
