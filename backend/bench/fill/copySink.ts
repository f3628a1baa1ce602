import { setImmediate as turn } from 'node:timers/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

const CHUNK = 256 * 1024

export const NULL = '\\N'

/** One COPY into one table, on a connection of its own. */
export class CopySink {
  readonly table: string
  rows = 0
  readonly #stream: ReturnType<typeof copyFrom>
  #buffer = ''
  #failure: Error | null = null

  constructor(client: pg.Client, table: string, columns: readonly string[]) {
    this.table = table
    this.#stream = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`))
    this.#stream.on('error', (error: Error) => (this.#failure ??= error))
  }

  /** Adds a row of values in COPY's text form; returns a promise when the server needs time. */
  write(...values: (string | number)[]): Promise<void> | null {
    this.rows++
    this.#buffer += `${values.join('\t')}\n`
    if (this.#buffer.length < CHUNK) return null
    return this.#flush()
  }

  async #flush(): Promise<void> {
    if (this.#failure) throw this.#failure
    const full = !this.#stream.write(this.#buffer)
    this.#buffer = ''
    if (full) {
      await new Promise<void>((resolve, reject) => {
        const done = () => (this.#stream.off('error', reject), resolve())
        this.#stream.once('drain', done)
        this.#stream.once('error', reject)
      })
    }
    // A server that keeps up never makes us wait: timers and the other connections are to have their turn all the same.
    await turn()
  }

  async end(): Promise<void> {
    await this.#flush()
    await new Promise<void>((resolve, reject) => {
      this.#stream.once('finish', resolve)
      this.#stream.once('error', reject)
      this.#stream.end()
    })
  }
}
